import { singleton } from "@/lib/platform/singleton";
import type { Connection } from "../audit";

export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** The same mail queued again with this key is sent once. */
  key: string;
}

/** How this room's letters get out: wired at start to the room that delivers. */
export interface Mailer {
  canMail(): boolean;
  /** Queues in the transaction of the change: neither happens without the other. */
  queueMail(client: Connection, mail: Mail): Promise<void>;
}

const NO_MAIL: Mailer = { canMail: () => false, queueMail: async () => {} };

const holder = singleton("accessMailer", () => ({ mailer: NO_MAIL }));

export function connectMailer(mailer: Mailer): void {
  holder.mailer = mailer;
}

export function mailer(): Mailer {
  return holder.mailer;
}
