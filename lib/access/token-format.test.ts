import { expect, test } from "vitest";
import { looksGenerated, makeToken, tokenHash } from "./token-format";

test("a generated token carries 256 bits and a checksum that finds a mistyped one", () => {
  const tokens = Array.from({ length: 200 }, makeToken);
  expect(new Set(tokens).size).toBe(200);
  for (const token of tokens) {
    expect(token).toMatch(/^cw_[\w-]{49}$/);
    expect(looksGenerated(token)).toBe(true);
    const at = 10;
    expect(looksGenerated(token.slice(0, at) + (token[at] === "a" ? "b" : "a") + token.slice(at + 1))).toBe(false);
  }
});

test("a string of an admin's own is no generated token, and hashes all the same", () => {
  expect(looksGenerated("cw_a-bootstrap-token-of-32-or-more")).toBe(false);
  expect(tokenHash("cw_a-bootstrap-token-of-32-or-more")).toHaveLength(32);
});
