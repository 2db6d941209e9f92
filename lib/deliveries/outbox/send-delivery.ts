import { unseal } from "@/lib/platform/sealed";
import type { Receipt } from "../channels/kind";
import { type OpenChannel, openChannel } from "../channels/open-channel";
import { sendMail } from "../outgoing/mail";
import type { Claimed } from "../queries/claim-delivery";
import { LETTER_PURPOSE } from "../queue-mail";
import { redact } from "./redact";
import { messageId, storedMessage } from "./stored-message";

interface LetterText {
  subject: string;
  text: string;
}

function broken(error: unknown): Receipt {
  const why = error instanceof Error ? error.message : String(error);
  return { outcome: "refused", status: null, answer: "", error: `It could not be put into words: ${why}`, retryAfterMs: null };
}

async function sendLetter(delivery: Claimed): Promise<Receipt> {
  const { subject, text } = JSON.parse(unseal(LETTER_PURPOSE, delivery.id, String(delivery.message.sealed))) as LetterText;
  return sendMail({ to: [delivery.recipient ?? ""], subject, text, id: messageId(delivery.id) });
}

/** One attempt through an opened channel; what it answers is free of the channel's secrets; our own words about it name only its host. */
export async function sendThrough(
  channel: OpenChannel,
  id: string,
  message: Record<string, unknown>,
  failedChannel: string | null,
) {
  const secrets = channel.kind.secrets(channel.settings);
  const receipt = await channel.kind.send({
    settings: channel.settings,
    allowPrivate: channel.allowPrivate,
    message: storedMessage(message),
    id: messageId(id),
    failedChannel,
  });
  return { ...receipt, answer: redact(receipt.answer, secrets) };
}

/** One attempt of a delivery. Never throws: a message that cannot be rendered is refused, and says why. */
export async function sendDelivery(delivery: Claimed): Promise<Receipt> {
  try {
    const { channel_id: id, channel_name: name, kind, sealed } = delivery;
    if (id === null || name === null || kind === null || sealed === null) return await sendLetter(delivery);
    const channel = openChannel({ id, name, kind, sealed, allow_private: delivery.allow_private });
    return await sendThrough(channel, delivery.id, delivery.message, delivery.failed_channel);
  } catch (error) {
    return broken(error);
  }
}
