import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hashKey, providerHint, sha256, sha256Bytes } from "./hash-key";

test("the digest made by hand is SHA-256, whatever the length", () => {
  const known = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  for (let length = 0; length < 200; length++) {
    const bytes = new Uint8Array(length).fill(length);
    expect(Buffer.from(sha256Bytes(bytes)).toString("hex")).toBe(known(bytes));
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => Buffer.from(sha256Bytes(bytes)).toString("hex") === known(bytes)),
  );
});

test("the browser's digest is the one that services send, line breaks around a pasted key aside", async () => {
  const sent = createHash("sha256").update("sk-ant-api03-example").digest("hex");
  expect(await sha256("sk-ant-api03-example")).toBe(sent);
  expect(await hashKey("  sk-ant-api03-example\n")).toEqual({ fingerprint: sent, last4: "mple", provider: "anthropic" });
  expect(await hashKey("  ")).toBeNull();
});

test("a beginning hints at a provider, an unknown one at none", () => {
  expect(providerHint("sk-proj-abc")).toBe("openai");
  expect(providerHint("gsk_abc")).toBe("groq");
  expect(providerHint("0123456789abcdef")).toBeNull();
});
