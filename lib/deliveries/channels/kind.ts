import type { z } from "zod";
import type { Message } from "../message";

/** What became of one attempt. "gone": the receiver wants nothing more, ever; "refused": this message will never be taken. */
export type Outcome = "ok" | "retry" | "gone" | "refused";

export interface Receipt {
  outcome: Outcome;
  status: number | null;
  answer: string;
  error: string | null;
  retryAfterMs: number | null;
  /** Of a mail that some of its addresses took, those that may take it later: only they are tried again. */
  left?: string[];
}

export interface Sending<Settings> {
  settings: Settings;
  allowPrivate: boolean;
  message: Message;
  /** The same on each attempt: receivers recognise repetitions by it. */
  id: string;
  /** The name of the channel that this one stands in for. */
  failedChannel: string | null;
}

/** A kind of channel: what it needs to know, how it says a message, what the answers mean. Adding one is a file and a line in kinds.ts. */
export interface ChannelKind<Settings extends object> {
  kind: string;
  /** What an admin gives; each fault is told in words. */
  settings: z.ZodType<Settings>;
  /** Addresses an admin typed, by the name of their setting. */
  urls(settings: Settings): Record<string, string | undefined>;
  /** What of the settings may be shown. */
  shown(settings: Settings): Record<string, unknown>;
  /** What must never be shown or logged. */
  secrets(settings: Settings): string[];
  /** At most so many attempts at once by one instance. */
  atOnce: number;
  /** At least so long between two messages, all instances together. */
  paceMs: number;
  send(sending: Sending<Settings>): Promise<Receipt>;
}
