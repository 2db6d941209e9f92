import fc from "fast-check";
import { expect, test } from "vitest";
import { question } from "./contract";
import { readPlainQuestion } from "./read-plain-question";

const fingerprint = "a1".repeat(32);
const odd = fc.constantFrom<unknown>(
  null,
  undefined,
  "",
  " ",
  "__ours",
  "é",
  "\u0007",
  0,
  -1,
  1.5,
  1e12,
  true,
  [],
  {},
  "x".repeat(257),
);
const text = fc.oneof({ weight: 6, arbitrary: fc.constantFrom("acme", "gpt-4o", "a b", "Z~!") }, { weight: 1, arbitrary: odd });
const key = fc.oneof(
  fc.constantFrom<unknown>(
    { fingerprint },
    { fingerprint, last4: "a1B2" },
    { fingerprint: fingerprint.toUpperCase() },
    fingerprint,
  ),
  fc.constantFrom<unknown>(
    { fingerprint: "a1" },
    { fingerprint, last4: "a1B2c" },
    { last4: "a1B2" },
    { fingerprint, more: "x" },
    null,
  ),
);
const anything = fc.record(
  {
    ...{ tenant: text, feature: text, environment: text, provider: text, model: text, user: text, key },
    estimated_tokens: fc.oneof(fc.nat(2_000_000_000), odd),
    estimated_cost_usd: fc.oneof(fc.constantFrom<unknown>("0.0125", 3, 0.1, "1e3", "-1", "x", 2e9, Number.NaN), odd),
  },
  { requiredKeys: [] },
);
const extra = fc.record(
  {
    reserve: fc.constantFrom<unknown>(true, false, null),
    tags: fc.constantFrom<unknown>({ team: "growth" }, {}, null),
    unknown: fc.constant(1),
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  { weight: 4, arbitrary: anything },
  fc.tuple(anything, extra).map(([fields, more]) => ({ ...fields, ...more })),
);

test("a plain question is read as the schema reads it, and nothing that the schema refuses is plain", () => {
  let plain = 0;
  fc.assert(
    fc.property(body, (asked) => {
      const read = readPlainQuestion(asked);
      if (read === null) return;
      plain++;
      const parsed = question.safeParse(asked);
      expect(parsed.success).toBe(true);
      expect(read).toEqual(parsed.data);
    }),
    { numRuns: 5000 },
  );
  expect(plain).toBeGreaterThan(20);
});

test("what services ask most is plain", () => {
  const asked = { tenant: "acme", feature: "chat", environment: "production", provider: "openai", model: "gpt-4o" };
  const estimates = { estimated_tokens: 1200, estimated_cost_usd: "0.0125" };
  const full = { ...asked, user: "u_42", key: { fingerprint, last4: "a1B2" }, ...estimates };
  expect(readPlainQuestion(full)).toEqual(question.parse(full));
});
