import fc from "fast-check";
import { expect, test } from "vitest";
import type { Message } from "../message";
import { storable } from "../storable";
import { emailText } from "./email";
import { pagerDutyBody } from "./pagerduty";
import { shorten } from "./shorten";
import { slackBody } from "./slack";
import { webhookBody } from "./webhook";

const ugly = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.string({ unit: "grapheme", maxLength: 80 }),
  fc.constantFrom(
    "<!channel>",
    "<@U123>",
    "a&b<c>d",
    "*bold* _it_ `x`",
    "<https://evil.example|Alert>",
    "👩‍👩‍👧‍👦".repeat(500),
    "&".repeat(9000),
  ),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }).map((text) => text.repeat(500)),
);
const RUNS = 60;
const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 30 });

const messages: fc.Arbitrary<Message> = fc.record({
  kind: fc.constantFrom("alert", "digest", "report", "reminder", "test", "account"),
  event: fc.constantFrom("trigger", "update", "acknowledge", "resolve"),
  dedupKey: ugly,
  severity: fc.constantFrom("info", "warning", "critical"),
  title: ugly,
  summary: ugly,
  facts: some(fc.record({ label: ugly, value: ugly })),
  contributors: some(fc.record({ name: ugly, value: ugly })),
  links: some(fc.record({ label: ugly, path: fc.oneof(ugly, fc.constant("/alerts/1?tenant=a|b>c")) })),
  occurredAt: fc.constant(new Date("2026-11-21T12:00:00Z")),
  data: fc.dictionary(ugly, ugly, { maxKeys: 20 }),
});
/** As they come out of the outbox. */
const stored = messages.map((message) => ({ ...(storable(message) as Message), occurredAt: message.occurredAt }));
const failed = fc.option(ugly.map((text) => storable(text) as string));
const halves = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

interface Block {
  type: string;
  text?: { text: string };
  fields?: { text: string }[];
  elements?: { text: string }[];
}

test("Slack: whatever the names, within Block Kit's limits, and nobody is mentioned", () => {
  fc.assert(
    fc.property(stored, failed, (message, channel) => {
      const { text, blocks } = slackBody(message, channel) as { text: string; blocks: Block[] };
      expect(blocks.length).toBeLessThanOrEqual(50);
      expect(text.length).toBeLessThanOrEqual(3000);
      const texts = [text];
      for (const block of blocks) {
        const own = block.text?.text;
        if (own !== undefined) {
          expect(own.length).toBeGreaterThan(0);
          expect(own.length).toBeLessThanOrEqual(block.type === "header" ? 150 : 3000);
          texts.push(own);
        }
        expect(block.fields?.length ?? 1).toBeLessThanOrEqual(10);
        for (const field of [...(block.fields ?? []), ...(block.elements ?? [])]) {
          expect(field.text.length).toBeLessThanOrEqual(2000);
          texts.push(field.text);
        }
      }
      for (const each of texts) {
        expect(each).not.toMatch(halves);
        expect(each.replace(/<http:\/\/localhost[^<>|]*\|[^<>|]*>/g, "")).not.toMatch(/[<>]/);
        expect(each).not.toMatch(/&(?!amp;|lt;|gt;)/);
      }
    }),
    { numRuns: RUNS },
  );
});

test("the generic webhook stays under 20 kB and is JSON", () => {
  fc.assert(
    fc.property(stored, failed, (message, channel) => {
      const text = webhookBody(message, channel);
      expect(Buffer.byteLength(text)).toBeLessThan(20_000);
      const { type, timestamp, data } = JSON.parse(text);
      expect(type).toBe(`${message.kind}.${message.event}`);
      expect(timestamp).toBe("2026-11-21T12:00:00.000Z");
      expect(data.severity).toBe(message.severity);
    }),
    { numRuns: RUNS },
  );
});

test("PagerDuty: summary, dedup_key and links within its limits; acknowledging needs no words", () => {
  fc.assert(
    fc.property(stored, failed, (message, channel) => {
      const event = pagerDutyBody(message, channel, "r".repeat(32)) as Record<string, unknown>;
      expect(String(event.dedup_key).length).toBeLessThanOrEqual(255);
      expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(512_000);
      if (message.event === "acknowledge" || message.event === "resolve") {
        expect(event.event_action).toBe(message.event);
        expect(event.payload).toBeUndefined();
        return;
      }
      expect(event.event_action).toBe("trigger");
      const payload = event.payload as { summary: string };
      expect(payload.summary.length).toBeGreaterThan(0);
      expect(payload.summary.length).toBeLessThanOrEqual(1024);
      expect(payload.summary).not.toMatch(halves);
    }),
    { numRuns: RUNS },
  );
});

test("e-mail: the subject is one line of at most 200 characters, whatever the names", () => {
  fc.assert(
    fc.property(stored, failed, (message, channel) => {
      const { subject, text } = emailText(message, channel);
      expect(subject.length).toBeLessThanOrEqual(200);
      expect(subject).not.toMatch(/\p{Cc}/u);
      expect(text.length).toBeLessThan(600_000);
    }),
    { numRuns: RUNS },
  );
});

test("what is cut ends in an ellipsis, never in half of a character or of an escape", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-composite", maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (text, most) => {
      const cut = shorten(text, most, (each) => each.replaceAll("&", "&amp;"));
      expect(cut.length).toBeLessThanOrEqual(most);
      expect(cut).not.toMatch(halves);
      expect(cut).not.toMatch(/&(?!amp;)/);
    }),
  );
});

test("the message of a channel that stands in says which one failed", () => {
  const message: Message = {
    kind: "alert",
    event: "trigger",
    dedupKey: "i1",
    severity: "critical",
    title: "Runaway of acme",
    summary: "acme burns $40 an hour",
    facts: [{ label: "Expected", value: "$2" }],
    contributors: [],
    links: [{ label: "Alert", path: "/alerts/1" }],
    occurredAt: new Date("2026-11-21T12:00:00Z"),
    data: {},
  };
  expect(JSON.stringify(slackBody(message, "On <call>"))).toContain("Sent here because the channel On &lt;call&gt; is failing");
  expect(JSON.stringify(pagerDutyBody(message, "On call", "r".repeat(32)))).toContain("the channel On call is failing");
  expect(emailText(message, "On call").text).toContain("the channel On call is failing");
  expect(JSON.parse(webhookBody(message, "On call")).data.failed_channel).toBe("On call");
  expect(slackBody(message, null).blocks).toMatchSnapshot();
});
