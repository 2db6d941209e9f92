import { createHash, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskKeys, mayHoldKey, redact, redactEvent } from "./redaction";

/** Assembled here, so that no scanner takes this file for a leak. */
const alnum = (length: number) => "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0z".repeat(8).slice(0, length);
const hex = (length: number) => "0123456789abcdef".repeat(8).slice(0, length);
const join = (...parts: string[]) => parts.join("");

const KEYS: Record<string, string> = {
  "OpenAI project": join("sk-", "proj-", alnum(70), "T3Blbk", "FJ", alnum(70)),
  "OpenAI service account": join("sk-", "svcacct-", alnum(40)),
  "OpenAI admin": join("sk-", "admin-", alnum(40)),
  "OpenAI legacy": join("sk-", alnum(20), "T3Blbk", "FJ", alnum(20)),
  "DeepSeek and others": join("sk-", hex(32)),
  "a gateway's": join("sk-", "Ab3_dE5-gH7jK9mN1pQ2rS"),
  letters: join("sk-", "a".repeat(48)),
  Anthropic: join("sk-", "ant-api03-", alnum(93), "AA"),
  "Anthropic admin": join("sk-", "ant-admin01-", alnum(80)),
  OpenRouter: join("sk-", "or-v1-", hex(64)),
  "Google AIza": join("AI", "za", alnum(35)),
  "Google AQ": join("AQ", ".Ab", alnum(45)),
  Groq: join("gs", "k_", alnum(52)),
  "Hugging Face": join("hf", "_", "abcdefghijklmnopqrstuvwxyzABCDEFGH"),
  xAI: join("xa", "i-", alnum(80)),
  Perplexity: join("pp", "lx-", alnum(48)),
  Replicate: join("r", "8_", alnum(37)),
  Bedrock: join("AB", "SK", alnum(100), "="),
  "Bedrock short-term": join("bedrock-", "api-key-", alnum(60)),
  Databricks: join("da", "pi", hex(32)),
  AWS: join("AK", "IA", "IOSFODNN7EXAMPLE"),
  Costwarden: join("cw", "_", alnum(43)),
  "Costwarden bootstrap": join("cw", "_", "any-string-of-32-chars-or-more-1"),
  Bearer: join("Bearer ", hex(40)),
};

const HARMLESS = [
  hex(64),
  "4bf92f35-77b3-4da6-a3ce-929d0e0e4736",
  "req_011CSHoEeqs5C35K2UUqR7Fy",
  "chatcmpl-BSIt2J4qnPq9Ez8VcFIbH3LaXPqhx",
  "msg_01XFDUDYJgAACzvnptvVoYEL",
  "resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b",
  "gen-1234567890-abcdefghijKLMNOP1234",
  "sk-learn",
  "sk-learn-pipeline-classification-v2",
  "sk-internationalization",
  "sk-1234",
  "task-force",
  "task-0123456789abcdef0123456789abcdef",
  "risk-assessment-service-2026-production",
  "hf_transformers_pipeline_production",
  "xai-grok-4-fast-reasoning-production",
  "pplx-70b-online",
  "r8_small",
  "cw_support",
  "bearer of bad news, at length and in words",
  "bedrock-api-key-rotation-service-in-production",
  "claude-sonnet-4-5-20250929",
  "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
  "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude",
  "gpt-4o-2024-08-06",
  "ft:gpt-4o-mini-2024-07-18:acme:custom:9aBcDeF1",
];

describe("masking of keys", () => {
  it.each(Object.entries(KEYS))("masks a key of %s, alone and inside other text", (_name, key) => {
    for (const [before, after] of [
      ["", ""],
      ["key=", "&x=1"],
      ['{"api_key":"', '"}'],
      ["see\n", "\tplease"],
    ]) {
      const masked = maskKeys(`${before}${key}${after}`);
      expect(masked).not.toContain(key);
      expect(masked).toContain("[redacted:");
      expect(masked.startsWith(before ?? "")).toBe(true);
      expect(masked.endsWith(after ?? "")).toBe(true);
      expect(masked.length).toBeLessThanOrEqual(`${before}${key}${after}`.length);
    }
  });

  it.each(HARMLESS)("leaves %s as it is", (text) => {
    expect(maskKeys(text)).toBe(text);
  });

  it("keeps distinct keys distinct, and equal ones equal", () => {
    const [one, other] = [join("sk-", "ant-api03-", alnum(60)), join("sk-", "ant-api03-", alnum(61))];
    expect(maskKeys(one)).toBe(maskKeys(one));
    expect(maskKeys(one)).not.toBe(maskKeys(other));
  });

  it("leaves nothing to mask in what it masked", () => {
    for (const key of Object.values(KEYS)) expect(maskKeys(maskKeys(key))).toBe(maskKeys(key));
  });

  it("never passes over a key in the cheap test", () => {
    for (const key of Object.values(KEYS)) expect(mayHoldKey(key)).toBe(true);
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.constantFrom(...Object.values(KEYS)), (text, key) => {
        const whole = `${text} ${key}`;
        expect(mayHoldKey(whole)).toBe(true);
        expect(maskKeys(whole)).not.toContain(key);
      }),
    );
  });

  it("takes no more than linear time", () => {
    for (const part of ["sk-", "sk-a1", "Bearer ", "cw_", "sk-A1a_", "bearer\t"]) {
      const start = performance.now();
      maskKeys(part.repeat(Math.floor(200_000 / part.length)));
      maskKeys(`sk-${part.repeat(Math.floor(200_000 / part.length))}`);
      expect(performance.now() - start).toBeLessThan(2_000);
    }
  });

  it("does not mask random identifiers in hex or base 36", () => {
    for (let round = 0; round < 2_000; round++) {
      const text =
        round % 2 === 0 ? randomBytes(32).toString("hex") : BigInt(`0x${randomBytes(24).toString("hex")}`).toString(36);
      expect(maskKeys(text)).toBe(text);
    }
  });
});

describe("redaction of a whole value", () => {
  const key = KEYS.Anthropic ?? "";

  it("reaches values, names and what is nested, and says where", () => {
    const { value, pointers } = redact({ tags: { note: `my key is ${key}`, [key]: "x" }, list: [{ deep: key }], "a/b": key });
    const text = JSON.stringify(value);
    expect(text).not.toContain(key);
    const mask = maskKeys(key);
    expect(pointers).toEqual(["/tags/note", `/tags/${mask}`, "/list/0/deep", "/a~1b"]);
  });

  it("keeps a member named __proto__ a member", () => {
    const { value } = redact(JSON.parse(`{"__proto__":{"x":"${key}"}}`));
    expect(JSON.stringify(value)).toBe(`{"__proto__":{"x":"${maskKeys(key)}"}}`);
  });

  it.each([{ key }, { key: { fingerprint: key } }, { key: { fingerprint: ` ${key}\n`, last4: key } }])(
    "turns the provider key given in place of its digest into the digest",
    (event) => {
      const { value, pointers } = redactEvent(event);
      const fingerprint = createHash("sha256").update(key).digest("hex");
      expect(value).toEqual({ key: { fingerprint, last4: key.slice(-4) } });
      expect(pointers[0]).toMatch(/^\/key/);
    },
  );
});
