import { deflateSync, gzipSync } from "node:zlib";
import { Random } from "@/lib/demo/random";

/** A request that is wrong somewhere, or looks so; some of its events may be sound. */
export interface Malformed {
  body: Buffer;
  headers: Record<string, string>;
  /** What was done to it, to find it again. */
  kind: string;
}

const DEEP = 5000;

const JUNK: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => "",
  () => " ",
  () => [],
  () => ({}),
  () => true,
  () => -1,
  () => 0,
  () => 1.5,
  () => 1e308,
  () => -0,
  () => Number.MAX_SAFE_INTEGER + 2,
  () => 9.9e30,
  () => "NaN",
  () => "\u0000",
  () => "a\u0000b",
  () => "\ud800",
  () => "line\nline",
  () => "x".repeat(257),
  () => "x".repeat(70_000),
  () => "ünïcödé 🙂",
  () => "'; DROP TABLE usage_event; --",
  () => "\\N\t\\.",
  () => "0x10",
  () => "1e-400",
  () => "99999999999999999999999999999999999999.99",
  () => "-0.000000000000000000000001",
  () => "2026-02-30T00:00:00Z",
  () => "9999-12-31T23:59:59Z",
  () => "1969-12-31T23:59:59Z",
  () => "__tenant",
  () => ["a", ["b", ["c"]]],
  () => ({ prompt_tokens: -5 }),
  () => ({ prompt_tokens: 10, prompt_tokens_details: { cached_tokens: 11 } }),
  () => ({ input_tokens: "many", output_tokens: {} }),
  () => ({ promptTokenCount: 1e300 }),
  () => ({ __proto__: { input_tokens: 5 } }),
  () => Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`tag-${index}`, "x"])),
  (random) => nested(random.below(200)),
  (random) => random.next() * 1e6,
  (random) => String.fromCharCode(...Array.from({ length: 1 + random.below(20) }, () => random.below(0xffff))),
];

const PATHS =
  `id source timestamp tenant feature environment user provider model request_model operation service_tier region usage
  usage.prompt_tokens usage.completion_tokens usage.prompt_tokens_details usage.prompt_tokens_details.cached_tokens usage.input_tokens
  usage.cost cost_usd key key.fingerprint key.last4 request_id correlation_id trace_id route attempt status error_code finish_reason
  max_output_tokens backoff_ms latency_ms provider_latency_ms time_to_first_token_ms streamed cache_hit estimated rate_limit
  rate_limit.limit_tokens tags tags.team corrects reservation_id unknown_field constructor __proto__ toString`
    .trim()
    .split(/\s+/);

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { a: value };
  return value;
}

function sound(id: string): Record<string, unknown> {
  return {
    id,
    tenant: "acme",
    feature: "fuzz",
    provider: "openai",
    model: "gpt-4o",
    usage: { prompt_tokens: 100, completion_tokens: 10, prompt_tokens_details: { cached_tokens: 50 } },
    tags: { team: "growth" },
  };
}

function spoil(random: Random, event: Record<string, unknown>): void {
  const names = (PATHS[random.below(PATHS.length)] ?? "id").split(".");
  let target = event;
  for (const name of names.slice(0, -1)) {
    const inner = Object.hasOwn(target, name) ? target[name] : undefined;
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return;
    target = inner as Record<string, unknown>;
  }
  const last = names.at(-1) ?? "id";
  if (random.chance(0.15)) delete target[last];
  else
    Object.defineProperty(target, last, {
      value: JUNK[random.below(JUNK.length)]?.(random),
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

function events(random: Random, id: string): unknown[] {
  return Array.from({ length: 1 + random.below(6) }, (_, index) => {
    if (random.chance(0.08)) return JUNK[random.below(JUNK.length)]?.(random);
    const event = sound(random.chance(0.1) ? `${id}-0` : `${id}-${index}`);
    if (random.chance(0.05)) event.corrects = `${id}-${random.below(3)}`;
    for (let times = random.below(4); times > 0; times--) spoil(random, event);
    return event;
  });
}

const JSON_TYPE = { "content-type": "application/json" };

const KINDS: readonly (readonly [string, (random: Random, id: string) => Omit<Malformed, "kind">])[] = [
  ["spoilt events", (random, id) => ({ body: wrap(random, events(random, id)), headers: JSON_TYPE })],
  [
    "spoilt NDJSON",
    (random, id) => ({ body: ndjson(random, events(random, id)), headers: { "content-type": "application/x-ndjson" } }),
  ],
  ["bytes flipped", (random, id) => ({ body: flipped(random, wrap(random, events(random, id))), headers: JSON_TYPE })],
  ["cut off", (random, id) => ({ body: cut(random, wrap(random, events(random, id))), headers: JSON_TYPE })],
  ["noise", (random) => ({ body: noise(random), headers: JSON_TYPE })],
  [
    "not what its type says",
    (random, id) => ({ body: wrap(random, events(random, id)), headers: { "content-type": oneOf(random, TYPES) } }),
  ],
  ["encoded", encoded],
  ["a JSON value", (random) => ({ body: Buffer.from(stringify(JUNK[random.below(JUNK.length)]?.(random))), headers: JSON_TYPE })],
  [
    "too deep",
    (random) => ({
      body: Buffer.from(`${oneOf(random, ["[", '{"a":', '{"events":['])}`.repeat(1 + random.below(DEEP))),
      headers: JSON_TYPE,
    }),
  ],
  [
    "no body",
    (random) => ({
      body: Buffer.from(oneOf(random, ["", " ", "\n\n", "\ufeff", "[]", '{"events":[]}', "{}"])),
      headers: JSON_TYPE,
    }),
  ],
];

const TYPES = [
  "",
  "text/plain",
  "application/x-ndjson",
  "application/cloudevents+json",
  "application/json; charset=utf-16",
  "multipart/form-data",
  "application/jsön",
  ";",
];

/** The same seed and number make the same request, of events whose ids no other number's have. */
export function malformed(seed: number, number: number): Malformed {
  const random = new Random(`${seed} malformed ${number}`);
  const [kind, make] = KINDS[random.chance(0.55) ? random.below(2) : random.below(KINDS.length)] ??
    KINDS[0] ?? ["", () => ({ body: Buffer.alloc(0), headers: {} })];
  const made = make(random, `f-${seed}-${number}`);
  return { ...made, kind, headers: random.chance(0.2) ? { ...made.headers, prefer: "return=minimal" } : made.headers };
}

function wrap(random: Random, list: unknown[]): Buffer {
  const form = random.below(3);
  return Buffer.from(stringify(form === 0 ? list : form === 1 ? { events: list } : list[0]));
}

function ndjson(random: Random, list: unknown[]): Buffer {
  return Buffer.from(
    list
      .map((event) => (random.chance(0.1) ? stringify(event).slice(1) : stringify(event)))
      .join(oneOf(random, ["\n", "\r\n", "\n\n"])),
  );
}

function encoded(random: Random, id: string): Omit<Malformed, "kind"> {
  const plain = wrap(random, events(random, id));
  const encoding = oneOf(random, ["gzip", "deflate", "br", "zstd", "gzip, gzip", "identity"]);
  const packed = oneOf(random, [
    plain,
    gzipSync(plain),
    deflateSync(plain),
    cut(random, gzipSync(plain)),
    flipped(random, gzipSync(plain)),
  ]);
  return { body: packed, headers: { ...JSON_TYPE, "content-encoding": encoding } };
}

function flipped(random: Random, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let times = 1 + random.below(5); times > 0 && copy.length > 0; times--)
    copy[random.below(copy.length)] = random.below(256);
  return copy;
}

function cut(random: Random, bytes: Buffer): Buffer {
  return bytes.subarray(0, random.below(bytes.length));
}

function noise(random: Random): Buffer {
  return Buffer.from(Array.from({ length: random.below(400) }, () => random.below(256)));
}

function oneOf<T>(random: Random, choices: readonly T[]): T {
  return choices[random.below(choices.length)] as T;
}

function stringify(value: unknown): string {
  return JSON.stringify(value) ?? "undefined";
}
