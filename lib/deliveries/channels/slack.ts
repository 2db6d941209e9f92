import { z } from "zod";
import type { Message, MessageSeverity } from "../message";
import { publicUrl } from "../public-url";
import type { ChannelKind, Outcome } from "./kind";
import { postMessage } from "./post-message";
import { oneLine, shorten } from "./shorten";
import { maskedUrl, receiverUrl, urlSecrets } from "./url-setting";

/** Limits of Block Kit (docs.slack.dev, reference/block-kit): header 150, section 3,000, ten fields of 2,000, fifty blocks. */
const LIMITS = {
  header: 150,
  section: 3000,
  field: 2000,
  fieldsOfSection: 10,
  facts: 20,
  contributors: 20,
  links: 10,
  text: 3000,
  url: 2800,
};

const SIGN: Record<MessageSeverity, string> = { info: "ℹ️", warning: "⚠️", critical: "🚨" };

/** Slack's control characters; with them escaped, a name cannot mention people or hide a link. */
const entities = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const line = (text: string, most: number) => shorten(oneLine(text), most, entities);
const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text, verbatim: true } });

/** Lines in as many sections as they need; each line is whole, and below a section's limit. */
function sectionsOf(lines: readonly string[]) {
  const texts: string[] = [];
  for (const each of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + each.length + 1 <= LIMITS.section) texts[texts.length - 1] = `${last}\n${each}`;
    else texts.push(each);
  }
  return texts.map(section);
}

function factSections(facts: Message["facts"]) {
  const fields = facts.slice(0, LIMITS.facts).map(({ label, value }) => ({
    type: "mrkdwn",
    text: `*${line(label, 200) || "–"}*\n${line(value, LIMITS.field - 300) || "–"}`,
    verbatim: true,
  }));
  const sections: unknown[] = [];
  for (let at = 0; at < fields.length; at += LIMITS.fieldsOfSection)
    sections.push({ type: "section", fields: fields.slice(at, at + LIMITS.fieldsOfSection) });
  return sections;
}

/** A message as Block Kit, within Slack's limits whatever the names in it. */
export function slackBody(message: Message, failedChannel: string | null): { text: string; blocks: unknown[] } {
  const sign = message.kind === "alert" && message.event !== "resolve" ? `${SIGN[message.severity]} ` : "";
  const title = `${sign}${message.kind === "test" ? "Test: " : ""}${message.title}`;
  const contributors = message.contributors
    .slice(0, LIMITS.contributors)
    .map(({ name, value }) => `• ${line(name, 300)}: ${line(value, 200)}`);
  const links = message.links
    .map(({ label, path }) => ({
      label: line(label, 100).replaceAll("|", "/"),
      url: entities(publicUrl(path).replaceAll("|", "%7C")),
    }))
    .filter(({ url }) => url.length <= LIMITS.url)
    .map(({ label, url }) => `<${url}|${label}>`);
  const blocks: unknown[] = [
    { type: "header", text: { type: "plain_text", text: line(title, LIMITS.header) || "Costwarden", emoji: true } },
    ...(message.summary.trim() === "" ? [] : [section(line(message.summary, LIMITS.section))]),
    ...factSections(message.facts),
    ...sectionsOf(contributors),
    ...sectionsOf(links.slice(0, LIMITS.links)),
  ];
  const aside = asides(message, failedChannel);
  if (aside !== "") blocks.push({ type: "context", elements: [{ type: "mrkdwn", text: aside, verbatim: true }] });
  return { text: shorten(oneLine(`${title} – ${message.summary}`), LIMITS.text, entities), blocks };
}

function asides(message: Message, failedChannel: string | null): string {
  const parts: string[] = [];
  if (message.kind === "test") parts.push("A test message of Costwarden: nothing happened.");
  if (failedChannel !== null) parts.push(`Sent here because the channel ${line(failedChannel, 300)} is failing.`);
  return parts.join(" ");
}

/** What Slack's webhooks answer beside HTTP's meaning: a removed webhook or an archived channel takes nothing more. */
function judge(status: number, text: string): Outcome | undefined {
  if (status === 404 || status === 410)
    return /no_service|no_team|channel_not_found|channel_is_archived|no_active_hooks/.test(text) ? "gone" : undefined;
  if (status === 403) return /invalid_token|action_prohibited|team_disabled/.test(text) ? "gone" : undefined;
  if (status === 400) return "refused";
  return undefined;
}

const settings = z.strictObject({
  url: receiverUrl.refine(
    (text) =>
      !/(^|\.)slack\.com$/.test(new URL(text).hostname) || /^\/(services|workflows|triggers)\/./.test(new URL(text).pathname),
    "is not an incoming webhook of Slack: it looks like https://hooks.slack.com/services/T…/B…/…",
  ),
});

export const slack: ChannelKind<z.infer<typeof settings>> = {
  kind: "slack",
  settings,
  urls: ({ url }) => ({ url }),
  shown: ({ url }) => ({ url: maskedUrl(url) }),
  secrets: ({ url }) => urlSecrets(url),
  atOnce: 1,
  paceMs: 1000,
  send: ({ settings: { url }, allowPrivate, message, failedChannel }) =>
    postMessage({ url, headers: {}, body: JSON.stringify(slackBody(message, failedChannel)), allowPrivate }, judge),
};
