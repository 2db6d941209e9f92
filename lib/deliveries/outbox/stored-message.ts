import type { Message } from "../message";

/** A message as it came back from its column. */
export function storedMessage(stored: Record<string, unknown>): Message {
  return { ...(stored as unknown as Message), occurredAt: new Date(String(stored.occurredAt)) };
}

/** The identity of a message for its receiver: the same on each attempt. */
export function messageId(deliveryId: string): string {
  return `msg_${deliveryId.replaceAll("-", "")}`;
}
