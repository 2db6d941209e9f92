import { uuidv7 } from "uuidv7";
import type { Client } from "./client";
import type { Message } from "./message";
import { insertDeliveries } from "./queries/insert-deliveries";
import { storable } from "./storable";

export interface Subject {
  kind: "alert" | "incident" | "report" | "digest" | "key_reminder" | "test" | "canary" | "account";
  id: string;
}

export interface QueuedMessage {
  channelId: string;
  /** Names this message among all of the channel: queueing the same key again does nothing. */
  key: string;
  subject: Subject;
  message: Message;
}

/** Only what tells of one incident waits for what was said of it before. */
export function orderedBy(message: Message): string {
  return message.kind === "alert" ? message.dedupKey : "";
}

/**
 * Queues messages in the caller's transaction: pending deliveries, and a job that wakes a sender once it commits. Nothing is
 * sent when it rolls back. A pair of channel and key is queued once, whoever asks how often.
 */
export async function queueMessages(client: Client, list: readonly QueuedMessage[]): Promise<void> {
  await insertDeliveries(
    client,
    list.map(({ channelId, key, subject, message }) => ({
      id: uuidv7(),
      channel_id: channelId,
      recipient: null,
      key,
      subject_kind: subject.kind,
      subject_id: subject.id,
      ordered_by: orderedBy(message),
      message: storable(message),
      fallback_of: null,
      tried_channels: [],
      failed_channel: null,
    })),
  );
}
