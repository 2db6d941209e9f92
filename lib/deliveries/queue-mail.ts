import { uuidv7 } from "uuidv7";
import { seal } from "@/lib/platform/sealed";
import { settings } from "@/lib/platform/settings";
import type { Client } from "./client";
import { insertDeliveries } from "./queries/insert-deliveries";
import { storable } from "./storable";

export const LETTER_PURPOSE = "letters";

export interface Letter {
  to: string;
  subject: string;
  text: string;
  /** Names this letter among all to the address: queueing the same again does nothing. */
  key: string;
}

/** Whether letters can be sent at all: COSTWARDEN_SMTP_URL is set. */
export function canMail(): boolean {
  return settings().COSTWARDEN_SMTP_URL !== undefined;
}

/**
 * Queues an e-mail to one address in the caller's transaction. Its words may hold a link that signs in: they lie encrypted
 * until they are sent, then they are gone.
 */
export async function queueMail(client: Client, { to, subject, text, key }: Letter): Promise<void> {
  const id = uuidv7();
  await insertDeliveries(client, [
    {
      id,
      channel_id: null,
      recipient: to,
      key,
      subject_kind: "account",
      subject_id: key,
      ordered_by: "",
      message: { sealed: seal(LETTER_PURPOSE, id, JSON.stringify(storable({ subject, text }))) },
      fallback_of: null,
      tried_channels: [],
      failed_channel: null,
    },
  ]);
}
