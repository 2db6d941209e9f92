/** Deliveries: where messages go, and that none of them is lost. The one door of this room. */
import { pool } from "@/lib/platform/database";
import { findChannel } from "./changes/in-change";
import { channelAnswer } from "./channel-answer";
import type { ChannelAnswer } from "./contract";
import { findChannels } from "./queries/find-channels";
import { canMail } from "./queue-mail";

export { changeChannel, deleteChannel, rotateSecret } from "./changes/change-channel";
export { createChannel } from "./changes/create-channel";
export { retryDelivery } from "./changes/retry-delivery";
export { canarySecret, setCanaryReceiver } from "./channels/canary";
export type { Client } from "./client";
export { type Channel, type ChannelHealth, listChannels } from "./list-channels";
export { listDeliveries, readDelivery } from "./list-deliveries";
export type { Message } from "./message";
export { startDeliveries } from "./outbox/start";
export { forgetDeliveries } from "./queries/forget-deliveries";
export { type DeliveryOf, listDeliveriesOf } from "./queries/list-deliveries-of";
export { queueCanary } from "./queue-canary";
export { canMail, type Letter, queueMail } from "./queue-mail";
export { type QueuedMessage, queueMessages, type Subject } from "./queue-messages";
export { testChannel } from "./test-channel";

/** Every channel as the API shows it, and whether e-mail can be sent at all. */
export async function showChannels(): Promise<{ channels: ChannelAnswer[]; can_mail: boolean }> {
  return { channels: (await findChannels(pool())).map(channelAnswer), can_mail: canMail() };
}

/** @throws not_found */
export async function showChannel(id: string): Promise<ChannelAnswer> {
  return channelAnswer(await findChannel(pool(), id));
}
