import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatAtto } from "@/lib/platform/decimal";
import { USAGE_CLASSES } from "@/lib/pricing/usage-classes";
import { context, fullEvent, mutatedEvent, oddValue, RECEIVED } from "@/tests/event-samples";
import type { ParsedEvent, ParseOutcome } from "./event";
import { type ParseContext, parseEvent } from "./parse-event";

const SECRET = ["sk-", "ant-api03-", "Zx9".repeat(31), "AA"].join("");
const least = { tenant: "acme", model: "gpt-4o", usage: { input_tokens: 1, output_tokens: 1 } };

function accepted(raw: unknown, change: Partial<ParseContext> = {}): ParsedEvent {
  const outcome = parseEvent(raw, { ...context, ...change });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  return outcome.event;
}

function rejected(raw: unknown, change: Partial<ParseContext> = {}): Extract<ParseOutcome, { ok: false }> {
  const outcome = parseEvent(raw, { ...context, ...change });
  if (outcome.ok) throw new Error("it was accepted");
  return outcome;
}

function faults(raw: unknown, change: Partial<ParseContext> = {}): string[] {
  return rejected(raw, change).errors.map((error) => `${error.pointer}: ${error.detail}`);
}

describe("an accepted event", () => {
  it("carries every field of the contract", () => {
    const { payloadHash, ...event } = accepted(fullEvent);
    expect(payloadHash).toHaveLength(32);
    expect(event).toEqual({
      tenant: "acme",
      source: "checkout-api",
      id: "evt_01",
      timeMs: Date.parse("2026-11-20T10:00:00Z"),
      time: "2026-11-20T10:00:00Z",
      timeGiven: true,
      feature: "summarize",
      environment: "production",
      provider: "openai",
      model: "gpt-4o-2024-08-06",
      user: "u_42",
      requestModel: "gpt-4o",
      operation: "chat",
      serviceTier: "default",
      region: "eu",
      keyDigest: "0123456789abcdef".repeat(4),
      keyLast4: "a1B2",
      requestId: "req_011CSHoEeqs5C35K2UUqR7Fy",
      correlationId: "c-1",
      status: 200,
      errorCode: null,
      finishReason: "stop",
      attempt: 1,
      latencyMs: 820,
      cacheHit: false,
      estimated: false,
      corrects: null,
      reservationId: null,
      tags: { team: "growth" },
      attributes: {
        trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
        route: "/v1/chat",
        max_output_tokens: 800,
        backoff_ms: 0,
        provider_latency_ms: 790,
        time_to_first_token_ms: 210,
        streamed: true,
        rate_limit: { limit_tokens: 2_000_000, remaining_tokens: 380_000 },
      },
      usage: { input_uncached: 86, cache_read: 1920, output_visible: 300 },
      rawUsage: fullEvent.usage,
      reportedCost: null,
      reportedBy: null,
      redacted: false,
      warnings: [],
    });
  });

  it("gets defaults, and a warning where no id was sent", () => {
    const event = accepted(least);
    expect(event).toMatchObject({
      source: "token-name",
      feature: "unallocated",
      environment: "default",
      provider: null,
      timeGiven: false,
      timeMs: RECEIVED,
      time: "2026-11-20T10:00:05.000Z",
    });
    expect(event.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(event.warnings).toEqual([expect.stringMatching(/^\/id is missing/)]);
    expect(accepted(least, { defaultEnvironment: "staging" }).environment).toBe("staging");
  });

  it("takes null for absent in every optional field", () => {
    const nulls = Object.fromEntries(Object.keys(fullEvent).map((name) => [name, null]));
    expect(accepted({ ...nulls, ...least, id: "1" })).toMatchObject({
      tags: null,
      attributes: null,
      keyDigest: null,
      warnings: [],
    });
  });

  it.each([
    [{ status: 500 }, { status: 500, usage: null }],
    [{ error_code: "overloaded" }, { errorCode: "overloaded", usage: null }],
    [
      { status: 429, usage: {} },
      { usage: null, rawUsage: null },
    ],
    [{ cost_usd: 0 }, { reportedCost: 0n, reportedBy: "event" }],
    [{ cost_usd: "0.000000000000000001" }, { reportedCost: 1n, reportedBy: "event" }],
    [{ cost_usd: 1e-7 }, { reportedCost: 10n ** 11n }],
    [{ cost_usd: 0.1 }, { reportedCost: 10n ** 17n }],
  ])("needs no usage when %j says what there is to account for", (given, expected) => {
    expect(accepted({ tenant: "acme", model: "gpt-4o", id: "1", ...given })).toMatchObject(expected);
  });

  it("rounds latencies to milliseconds", () => {
    expect(accepted({ ...least, latency_ms: 820.5 }).latencyMs).toBe(821);
    expect(accepted({ ...least, latency_ms: -0 }).latencyMs).toBe(0);
  });

  it("takes the tier of its usage when it names none", () => {
    const usage = { input_tokens: 1, output_tokens: 1, service_tier: "batch" };
    expect(accepted({ ...least, usage }).serviceTier).toBe("batch");
    expect(accepted({ ...least, usage, service_tier: "priority" }).serviceTier).toBe("priority");
  });

  it("names unknown fields and keeps nothing of them", () => {
    const event = accepted({ ...least, id: "1", messages: [{ role: "user", content: "tell me a secret" }], "a/b": 1 });
    expect(event.warnings).toEqual(["/messages is no known field and was ignored", "/a~1b is no known field and was ignored"]);
    expect(JSON.stringify({ ...event, payloadHash: null, reportedCost: null })).not.toContain("secret");
  });

  it("keeps texts out of the raw usage", () => {
    const event = accepted({
      ...least,
      usage: { ...least.usage, prompt: "hello", note: "tell me a secret", service_tier: "default" },
    });
    expect(event.rawUsage).toEqual({ ...least.usage, service_tier: "default" });
    expect(event.warnings.join()).toContain("/usage/prompt");
  });

  it("keeps no more than 16 KiB of raw usage", () => {
    const event = accepted({
      ...least,
      usage: { ...least.usage, iterations: Array.from({ length: 5_000 }, () => ({ input_tokens: 1 })) },
    });
    expect(event.rawUsage).toEqual(least.usage);
    expect(event.usage).toEqual({ input_uncached: 1, output_visible: 1 });
  });

  it("takes the provider's own figure before the sender's", () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5, cost: 0.25, is_byok: false };
    const event = accepted({ ...least, provider: "openrouter", usage, cost_usd: "0.3" });
    expect([formatAtto(event.reportedCost ?? 0n), event.reportedBy]).toEqual(["0.25", "usage"]);
    expect(event.warnings.join()).toContain("/cost_usd differs");
    expect(accepted({ ...least, provider: "openai", usage }).reportedBy).toBe("event");
  });

  it("hashes the payload as sent, before defaults", () => {
    const hash = (raw: unknown, change: Partial<ParseContext> = {}) => accepted(raw, change).payloadHash;
    expect(hash({ id: "1", ...least })).toBe(
      hash({ ...least, id: "1" }, { receivedMs: RECEIVED + 1_000, defaultEnvironment: "x" }),
    );
    expect(hash({ id: "1", ...least })).not.toBe(hash({ id: "1", ...least, feature: "unallocated" }));
  });
});

describe("a rejected event", () => {
  it.each([
    [null, ": must be a JSON object: one usage event"],
    [[], ": must be a JSON object: one usage event"],
    ["x", ": must be a JSON object: one usage event"],
    [{ ...least, tenant: undefined }, "/tenant: is required"],
    [{ ...least, tenant: null }, "/tenant: is required"],
    [{ ...least, tenant: "" }, "/tenant: must not be empty: 1 to 256 characters"],
    [{ ...least, tenant: 7 }, "/tenant: must be a string"],
    [{ ...least, tenant: "__canary" }, '/tenant: must not begin with "__": such tenants are reserved for Costwarden itself'],
    [{ ...least, tenant: "a".repeat(257) }, "/tenant: is too long: at most 256 characters are taken"],
    [{ ...least, tenant: "a\u0000" }, "/tenant: must not hold control characters or halves of surrogate pairs"],
    [{ ...least, model: undefined }, "/model: is required"],
    [{ ...least, status: 99 }, "/status: must be a whole number from 100 to 599"],
    [{ ...least, status: "200" }, "/status: must be a whole number from 100 to 599"],
    [{ ...least, attempt: 0 }, "/attempt: must be a whole number from 1 to 1,000,000"],
    [{ ...least, tags: { a: 1 } }, "/tags/a: must be a string"],
    [
      { ...least, tags: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`t${index}`, "x"])) },
      "/tags: has 21 members; at most 20 are taken",
    ],
    [{ ...least, cost_usd: -1 }, /^\/cost_usd: must be an amount in US dollars/],
    [{ ...least, cost_usd: "1,50" }, /^\/cost_usd: must be an amount/],
    [{ ...least, cost_usd: "1e999" }, /^\/cost_usd: must be an amount/],
    [{ ...least, key: { fingerprint: "abc" } }, /^\/key\/fingerprint: must be the SHA-256 .*sha256sum$/],
    [{ ...least, usage: {} }, /^: needs one of usage, cost_usd, or a failure/],
    [{ ...least, usage: { foo: 1 } }, /^\/usage: holds no count that is known/],
    [{ ...least, usage: 5 }, /^\/usage: must be the usage object/],
    [{ ...least, timestamp: "yesterday" }, /^\/timestamp: must be a date and time with a zone/],
    [{ ...least, timestamp: "2026-11-20T10:05:06Z" }, /^\/timestamp: lies in the future: events up to 5 minutes/],
    [{ ...least, timestamp: "2026-08-22T10:00:04Z" }, /^\/timestamp: lies too far back: events of the last 90 days/],
    [
      { ...least, usage: { prompt_tokens: 500, prompt_tokens_details: { cached_tokens: 900 } } },
      "/usage/prompt_tokens_details/cached_tokens: 900 cached tokens exceed 500 prompt tokens",
    ],
  ])("%j tells what is wrong", (raw, fault) => {
    expect(faults(raw)).toEqual([typeof fault === "string" ? fault : expect.stringMatching(fault)]);
  });

  it("may be taken by the importer, for which any past is near enough", () => {
    expect(accepted({ ...least, timestamp: "2023-11-16T18:15:46.680590Z" }, { pastMs: null }).time).toBe(
      "2023-11-16T18:15:46.680590Z",
    );
  });

  it("takes 256 characters, also where each needs two units", () => {
    expect(accepted({ ...least, user: "a".repeat(256) }).user).toHaveLength(256);
    expect(accepted({ ...least, user: "😀".repeat(256) }).user).toBe("😀".repeat(256));
    expect(accepted({ ...least, feature: "漢".repeat(256), environment: "漢".repeat(256) }).feature).toBe("漢".repeat(256));
  });

  it("has names that fit into an index row together", () => {
    const long = { ...least, feature: "😀".repeat(256), environment: "😀".repeat(256), model: "😀".repeat(256) };
    expect(faults(long)).toEqual([
      expect.stringMatching(/^: tenant, feature, .* have 3\d{3} bytes of UTF-8 together; at most 2496/),
    ]);
    expect(accepted({ ...least, id: "漢".repeat(256), source: "漢".repeat(256), tenant: "漢".repeat(256) }).source).toHaveLength(
      256,
    );
    expect(faults({ ...least, id: "😀".repeat(256), source: "😀".repeat(256), tenant: "😀".repeat(256) })).toEqual([
      expect.stringMatching(/^\/id: tenant, source and id have 3072 bytes/),
    ]);
  });

  it("is kept without unknown fields, with bounded, storable texts", () => {
    const outcome = rejected({ ...least, status: 1, route: "r".repeat(5_000), error_code: "\u0000", prompt: "tell me a secret" });
    expect(outcome.payload).toEqual({ ...least, status: 1, route: `${"r".repeat(1_023)}…`, error_code: "\ufffd" });
    expect(outcome).toMatchObject({ tenant: "acme", id: null, redacted: true });
    expect(rejected({ ...least, status: 1 }).redacted).toBe(false);
  });

  it("may be nested without end or larger than all bounds", () => {
    const deep: unknown = JSON.parse(`${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`);
    expect(faults({ ...least, usage: deep })).toEqual([": is nested deeper than 32 levels"]);
    expect(faults({ ...least, prompt: "x".repeat(2_000_000) })).toEqual([expect.stringContaining("larger than 1 MiB")]);
  });
});

describe("a key-shaped string", () => {
  const everywhere = {
    ...least,
    id: `evt-${SECRET}`,
    user: SECRET,
    key: SECRET,
    tags: { note: `use ${SECRET}`, [SECRET]: "x" },
    api_key: SECRET,
    usage: { ...least.usage, note: SECRET },
  };

  it("is masked wherever it stands, and the spend is kept", () => {
    const event = accepted(everywhere);
    const { payloadHash: _hash, reportedCost: _cost, ...stored } = event;
    expect(JSON.stringify(stored)).not.toContain(SECRET.slice(0, 40));
    expect(event.redacted).toBe(true);
    expect(event.usage).toEqual({ input_uncached: 1, output_visible: 1 });
    expect(event.id).toMatch(/^evt-\[redacted:[0-9a-f]{8}\]$/);
    expect(event.keyDigest).toMatch(/^[0-9a-f]{64}$/);
    for (const pointer of ["/id", "/user", "/key", "/tags/note", "/api_key", "/usage/note"]) {
      expect(event.warnings.some((warning) => warning.startsWith(`${pointer} held a provider key`))).toBe(true);
    }
  });

  it("makes the same identity each time", () => {
    expect(accepted(everywhere).id).toBe(accepted(everywhere).id);
    expect(accepted(everywhere).payloadHash).toEqual(accepted(everywhere).payloadHash);
  });

  it("is masked in what is kept of a rejected event too", () => {
    const outcome = rejected({ ...everywhere, tenant: `__${SECRET}`, status: SECRET });
    expect(JSON.stringify(outcome)).not.toContain(SECRET.slice(0, 40));
    expect(outcome.redacted).toBe(true);
  });
});

describe("whatever it is given", () => {
  const isUnstorable = (text: string) => text.includes("\u0000") || /\p{Cs}/u.test(text);

  function unstorableTexts(value: unknown): string[] {
    if (typeof value === "string") return isUnstorable(value) ? [value] : [];
    if (Buffer.isBuffer(value) || typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([name, member]) => [...unstorableTexts(name), ...unstorableTexts(member)]);
  }

  /** What the database could refuse about an outcome. */
  function flaws(outcome: ParseOutcome): unknown[] {
    const texts = unstorableTexts(outcome);
    if (!outcome.ok) {
      const size = JSON.stringify(outcome.payload).length;
      return [...texts, ...(outcome.errors.length === 0 ? ["no errors"] : []), ...(size > 70_000 ? [`${size} characters`] : [])];
    }
    const { event } = outcome;
    const dimensions = [event.tenant, event.source, event.id, event.feature, event.environment, event.model];
    const quantities = USAGE_CLASSES.filter((usageClass) => {
      const quantity = event.usage?.[usageClass] ?? 0;
      return !(quantity >= 0 && (usageClass === "seconds" ? Number.isFinite(quantity) : Number.isSafeInteger(quantity)));
    });
    const wholes = [event.timeMs, event.status, event.attempt, event.latencyMs];
    return [
      ...texts,
      ...dimensions.filter((dimension) => dimension === "" || Buffer.byteLength(dimension) > 1024),
      ...quantities,
      ...wholes.filter((whole) => whole !== null && !Number.isSafeInteger(whole)),
      ...(event.reportedCost !== null && event.reportedCost < 0n ? [event.reportedCost] : []),
    ];
  }

  it("answers 20,000 mutated events without throwing, and what it accepts can be stored", () => {
    let taken = 0;
    fc.assert(
      fc.property(mutatedEvent, (event) => {
        const outcome = parseEvent(event, context);
        if (outcome.ok) taken++;
        expect(flaws(outcome)).toEqual([]);
      }),
      { numRuns: 20_000 },
    );
    expect(taken).toBeGreaterThan(2_000);
  });

  it("answers any JSON value without throwing", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), oddValue, fc.dictionary(fc.string({ unit: "binary" }), oddValue)), (value) => {
        expect(flaws(parseEvent(value, context))).toEqual([]);
      }),
      { numRuns: 4_000 },
    );
  });
});
