import type pg from "pg";
import { now } from "@/lib/platform/clock";
import { sealSettings } from "./channels/open-channel";
import { queueMessages } from "./queue-messages";

const CHANNEL_ID = "00000000-0000-7000-8000-0000000ca9a7";
/** An old canary tells nothing: after this it is not sent any more. */
const USEFUL_FOR = "10 minutes";

/** Queues the canary of a round in the caller's transaction, as any alert is; its channel is made on first use. */
export async function queueCanary(client: pg.ClientBase, roundId: string): Promise<void> {
  await client.query(
    `INSERT INTO channel (id, name, kind, sealed, created_by) VALUES ($1, '__canary', 'canary', $2, 'Costwarden')
     ON CONFLICT (id) DO NOTHING`,
    [CHANNEL_ID, sealSettings(CHANNEL_ID, {})],
  );
  await queueMessages(client, [
    {
      channelId: CHANNEL_ID,
      key: roundId,
      subject: { kind: "canary", id: roundId },
      message: {
        kind: "alert",
        event: "trigger",
        dedupKey: "",
        severity: "info",
        title: "Canary",
        summary: "A synthetic event went the whole road.",
        facts: [],
        contributors: [],
        links: [],
        occurredAt: now(),
        data: { round: roundId },
      },
    },
  ]);
  await client.query(
    `UPDATE delivery SET give_up_at = created_at + interval '${USEFUL_FOR}' WHERE channel_id = $1 AND key = $2`,
    [CHANNEL_ID, roundId],
  );
}
