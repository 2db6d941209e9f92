import { createHash } from "node:crypto";
import { z } from "zod";
import type { Message } from "../message";
import { sendMail } from "../outgoing/mail";
import { publicUrl } from "../public-url";
import type { ChannelKind } from "./kind";
import { oneLine, shorten } from "./shorten";

const LIMITS = { subject: 200, summary: 4000, value: 2000, rows: 100 };

const settings = z.strictObject({
  to: z
    .array(z.email("is not an e-mail address"), "is missing: a list of e-mail addresses")
    .min(1, "names nobody")
    .max(50, "has more than 50 addresses")
    .transform((list) => [...new Set(list)]),
});

const cut = (text: string, most: number) => shorten(oneLine(text), most);

/** A message as a subject and plain text: names are only ever text there. */
export function emailText(message: Message, failedChannel: string | null): { subject: string; text: string } {
  const test = message.kind === "test" ? "Test: " : "";
  const severity = message.kind === "alert" ? `[${message.severity}] ` : "";
  const row = (label: string, value: string) => `${cut(label, 200)}: ${cut(value, LIMITS.value)}`;
  const parts = [
    cut(message.summary, LIMITS.summary),
    message.facts
      .slice(0, LIMITS.rows)
      .map(({ label, value }) => row(label, value))
      .join("\n"),
    message.contributors
      .slice(0, LIMITS.rows)
      .map(({ name, value }) => `- ${row(name, value)}`)
      .join("\n"),
    message.links.map(({ label, path }) => `${cut(label, 100)}: ${publicUrl(path)}`).join("\n"),
    message.kind === "test" ? "A test message of Costwarden: nothing happened." : "",
    failedChannel === null ? "" : `Sent here because the channel ${cut(failedChannel, 300)} is failing.`,
  ];
  return {
    subject: cut(`${severity}${test}${message.title}`, LIMITS.subject),
    text: `${parts.filter((part) => part !== "").join("\n\n")}\n`,
  };
}

export const email: ChannelKind<z.infer<typeof settings>> = {
  kind: "email",
  settings,
  urls: () => ({}),
  shown: ({ to }) => ({ to }),
  secrets: () => [],
  atOnce: 2,
  paceMs: 0,
  send: ({ settings: { to }, message, id, failedChannel }) => {
    const thread =
      message.dedupKey === "" ? {} : { thread: createHash("sha256").update(message.dedupKey).digest("hex").slice(0, 32) };
    return sendMail({ to: message.only ?? to, ...emailText(message, failedChannel), id, ...thread });
  },
};
