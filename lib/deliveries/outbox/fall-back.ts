import { uuidv7 } from "uuidv7";
import type { Client } from "../client";
import { insertDeliveries } from "../queries/insert-deliveries";

export interface Fallen {
  id: string;
  subject_kind: string;
  subject_id: string;
  ordered_by: string;
  message: unknown;
  tried_channels: readonly string[];
  channel_id: string;
  channel_name: string;
  fallback_channel_id: string | null;
}

/** These tell of the channel itself: elsewhere they would tell nothing. */
const BOUND_TO_CHANNEL = new Set(["test", "canary"]);

/** As it was before some addresses of the failing channel had it. */
function whole(message: unknown): unknown {
  const { only: _, ...rest } = message as Record<string, unknown>;
  return rest;
}

/** Queues what a failing channel could not take for the channel that stands in for it: each once, never in a circle. */
export async function fallBack(client: Client, list: readonly Fallen[]): Promise<void> {
  const copies = list.flatMap((fallen) => {
    const to = fallen.fallback_channel_id;
    if (to === null || fallen.tried_channels.includes(to) || BOUND_TO_CHANNEL.has(fallen.subject_kind)) return [];
    return [
      {
        id: uuidv7(),
        channel_id: to,
        recipient: null,
        key: `fallback:${fallen.id}`,
        subject_kind: fallen.subject_kind,
        subject_id: fallen.subject_id,
        ordered_by: fallen.ordered_by,
        message: whole(fallen.message),
        fallback_of: fallen.id,
        tried_channels: [...fallen.tried_channels, fallen.channel_id],
        failed_channel: fallen.channel_name,
      },
    ];
  });
  await insertDeliveries(client, copies);
}
