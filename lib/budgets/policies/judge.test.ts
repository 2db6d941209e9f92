import { describe, expect, test } from "vitest";
import { atto } from "@/lib/platform/decimal";
import { modelPattern } from "../model-pattern";
import { type PolicyRules, violationsOf } from "./judge";
import { isPinned } from "./pinned";

describe("a pinned version", () => {
  test.each([
    "gpt-4o-2024-08-06",
    "gpt-4-0613",
    "gpt-3.5-turbo-1106",
    "claude-sonnet-4-5-20250929",
    "claude-opus-4@20250514",
    "anthropic.claude-3-5-sonnet-20241022-v2:0",
    "us.anthropic.claude-3-5-sonnet-20241022-v2:0",
    "gemini-2.0-flash-001",
    "gemini-2.5-pro-preview-05-06",
    "mistral-large-2411",
    "openai/gpt-4o-2024-08-06:free",
  ])("%s names its version", (model) => expect(isPinned(model)).toBe(true));

  test.each([
    "gpt-4o",
    "gpt-4o-latest",
    "chatgpt-4o-latest",
    "gpt-4.1-mini",
    "claude-sonnet-4-5",
    "claude-3-5-sonnet-latest",
    "gemini-2.5-flash",
    "o3",
    "mistral-large-latest",
    "llama-3.1-405b",
    "gpt-4-32k",
    "text-embedding-3-small",
  ])("%s is an alias", (model) => expect(isPinned(model)).toBe(false));
});

const free: PolicyRules = { allowed: [], denied: [], requirePinned: false, maxTokens: null, maxCost: null };
const kinds = (rules: Partial<PolicyRules>, call: Parameters<typeof violationsOf>[1]) =>
  violationsOf({ ...free, ...rules }, call).map(({ kind }) => kind);

test("a denied model is denied also where it is allowed; what is on no list is not allowed", () => {
  const rules = { allowed: [modelPattern("gpt-*")], denied: [modelPattern("gpt-4*")] };
  const asked = { tokens: null, cost: null };
  expect(kinds(rules, { model: "gpt-4o", ...asked })).toEqual(["denied_model"]);
  expect(kinds(rules, { model: "claude-3", ...asked })).toEqual(["model_not_allowed"]);
  expect(kinds(rules, { model: "gpt-5", ...asked })).toEqual([]);
  expect(kinds(rules, { model: null, ...asked })).toEqual([]);
});

test("a limit is kept by what is exactly as large, and tells nothing of what is not known", () => {
  const rules = { maxTokens: 1000, maxCost: atto("0.5") };
  expect(kinds(rules, { model: "m", tokens: 1000, cost: atto("0.5") })).toEqual([]);
  expect(kinds(rules, { model: "m", tokens: 1001, cost: atto("0.500000000000000001") })).toEqual([
    "too_many_tokens",
    "too_expensive",
  ]);
  expect(kinds(rules, { model: "m", tokens: null, cost: null })).toEqual([]);
});
