import { z } from "zod";
import type { Message } from "../message";
import { publicUrl } from "../public-url";
import type { ChannelKind, Outcome } from "./kind";
import { postMessage } from "./post-message";
import { oneLine, shorten } from "./shorten";
import { receiverUrl } from "./url-setting";

/** PagerDuty's Events API v2: summary 1,024, dedup_key 255; an event may have 512 kB, far above what these limits leave. */
const LIMITS = { summary: 1024, dedupKey: 255, facts: 50, value: 2000, links: 10, component: 255 };

const ENDPOINTS = { us: "https://events.pagerduty.com", eu: "https://events.eu.pagerduty.com" };

const settings = z.strictObject({
  routing_key: z
    .string("is missing: the integration key of a service, under Events API v2")
    .trim()
    .regex(/^[A-Za-z0-9]{32}$/, "is not an integration key of Events API v2: 32 letters and digits"),
  region: z.enum(["us", "eu"], "is us or eu").default("us"),
  base_url: receiverUrl
    .optional()
    .meta({ description: "Another endpoint than PagerDuty's own, for a gateway of your own in front of it" }),
});

/** What a message does to the incident; an update triggers it again, which PagerDuty joins by the dedup_key. */
const ACTIONS = { trigger: "trigger", update: "trigger", acknowledge: "acknowledge", resolve: "resolve", none: null } as const;

const cut = (text: string, most: number) => shorten(oneLine(text), most);

/** A message as an event of PagerDuty, within its limits. Acknowledging and resolving need no words. */
export function pagerDutyBody(message: Message, failedChannel: string | null, routingKey: string) {
  const action = ACTIONS[message.event] ?? "trigger";
  const event = {
    routing_key: routingKey,
    event_action: action,
    dedup_key: message.dedupKey.slice(0, LIMITS.dedupKey),
  };
  if (action !== "trigger") return event;
  const test = message.kind === "test" ? "Test: " : "";
  const rows = [...message.facts, ...message.contributors.map(({ name, value }) => ({ label: name, value }))];
  const details = Object.fromEntries(
    rows.slice(0, LIMITS.facts).map(({ label, value }) => [cut(label, 200), cut(value, LIMITS.value)]),
  );
  if (failedChannel !== null) details["Sent here because"] = `the channel ${cut(failedChannel, 300)} is failing`;
  return {
    ...event,
    payload: {
      summary: cut(`${test}${message.title}: ${message.summary}`, LIMITS.summary) || "Costwarden",
      source: new URL(publicUrl("/")).host,
      severity: message.severity,
      timestamp: message.occurredAt.toISOString(),
      class: message.kind,
      custom_details: details,
    },
    client: "Costwarden",
    client_url: publicUrl(message.links[0]?.path ?? "/"),
    links: message.links.slice(0, LIMITS.links).map(({ label, path }) => ({ href: publicUrl(path), text: cut(label, 100) })),
  };
}

/** 400: an event it will never take. Any other fault of its or of the network's is tried again. */
function judge(status: number): Outcome | undefined {
  return status === 400 ? "refused" : undefined;
}

export const pagerduty: ChannelKind<z.infer<typeof settings>> = {
  kind: "pagerduty",
  settings,
  urls: ({ base_url }) => ({ base_url }),
  shown: ({ routing_key, region, base_url }) => ({
    routing_key: `…${routing_key.slice(-4)}`,
    region,
    ...(base_url === undefined ? {} : { base_url }),
  }),
  secrets: ({ routing_key }) => [routing_key],
  atOnce: 4,
  paceMs: 0,
  send: ({ settings: { routing_key, region, base_url }, allowPrivate, message, failedChannel }) =>
    postMessage(
      {
        url: `${(base_url ?? ENDPOINTS[region]).replace(/\/$/, "")}/v2/enqueue`,
        headers: {},
        body: JSON.stringify(pagerDutyBody(message, failedChannel, routing_key)),
        allowPrivate,
      },
      judge,
    ),
};
