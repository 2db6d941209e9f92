import fc from "fast-check";
import { expect, test } from "vitest";
import { TIMED } from "@/tests/timed";
import { likePattern, modelPattern } from "./model-pattern";

test("a pattern means the whole name, * any characters, whatever the case", () => {
  expect(modelPattern("gpt-4o")("GPT-4o")).toBe(true);
  expect(modelPattern("gpt-4o")("gpt-4o-mini")).toBe(false);
  expect(modelPattern("gpt-4o*")("gpt-4o")).toBe(true);
  expect(modelPattern("*sonnet*")("claude-sonnet-4-5")).toBe(true);
  expect(modelPattern("gpt-4.1")("gpt-401")).toBe(false);
  expect(modelPattern("gemini-*-flash")("gemini-2.5-flash-lite")).toBe(false);
  expect(modelPattern("a*b*c")("abxbc")).toBe(true);
  expect(modelPattern("ab*bc")("abc")).toBe(false);
  expect(likePattern("a_b%*")).toBe("a\\_b\\%%");
});

test("a pattern made of a name by putting * for any part of it fits the name, and takes no time over long ones", TIMED, () => {
  const names = fc
    .string({ minLength: 1, maxLength: 60 })
    .filter((name) => !name.includes("*") && name.toLowerCase().length === name.length);
  fc.assert(
    fc.property(names, fc.nat(60), fc.nat(60), (name, from, length) => {
      const at = Math.min(from, name.length);
      expect(modelPattern(`${name.slice(0, at)}*${name.slice(at + length)}`)(name)).toBe(true);
    }),
  );
  const began = performance.now();
  modelPattern(`${"*a".repeat(100)}*b`)("a".repeat(256));
  expect(performance.now() - began).toBeLessThan(50);
});
