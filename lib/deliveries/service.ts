/** Deliveries: where messages go, and that none of them is lost. The one door of this room. */
export type { Client } from "./client";
export { type Channel, type ChannelHealth, listChannels } from "./list-channels";
export type { Message } from "./message";
export { startDeliveries } from "./outbox/start";
export { canMail, type Letter, queueMail } from "./queue-mail";
export { type QueuedMessage, queueMessages, type Subject } from "./queue-messages";
