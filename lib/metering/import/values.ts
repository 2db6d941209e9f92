import { formatAtto, parseAtto } from "@/lib/platform/decimal";
import type { FieldKind } from "./fields";
import { readTimestamp } from "./timestamps";

export type ReadValue = { value: unknown } | { fault: string };

/** What exports write where a number is missing. */
const NO_NUMBER = new Set(["", "null", "none", "nan", "n/a", "na", "\\n", "-"]);
const TRUE = new Set(["true", "t", "yes", "y", "1"]);
const FALSE = new Set(["false", "f", "no", "n", "0"]);

/**
 * The value a text stands for; `value: undefined` when it stands for none. Whole numbers may be written
 * with a fraction of zeros (4808.0, as data frames export counts), money with a leading "$".
 */
export function readText(kind: FieldKind, text: string, zone: string): ReadValue {
  const trimmed = text.trim();
  switch (kind) {
    case "text":
      return { value: trimmed === "" ? undefined : trimmed };
    case "timestamp": {
      if (trimmed === "") return { fault: "is empty" };
      const time = readTimestamp(trimmed, zone);
      return time === null
        ? { fault: `${quote(trimmed)} is not a time (such as 2026-11-20 10:00:00 or 1763632800)` }
        : { value: time };
    }
    case "boolean": {
      const lower = trimmed.toLowerCase();
      if (NO_NUMBER.has(lower)) return { value: undefined };
      if (TRUE.has(lower)) return { value: true };
      return FALSE.has(lower) ? { value: false } : { fault: `${quote(trimmed)} is not true or false` };
    }
    case "json":
      return readJson(trimmed);
    default:
      return readNumber(kind, trimmed);
  }
}

/** As readText, for a value that was JSON already: what has the right kind passes as it is. */
export function readJsonValue(kind: FieldKind, value: unknown, zone: string): ReadValue {
  if (value === undefined || value === null) return kind === "timestamp" ? { fault: "is missing" } : { value: undefined };
  if (typeof value === "string") return kind === "any" ? { value } : readText(kind, value, zone);
  if (typeof value === "number" && kind === "timestamp") return readText(kind, plainNumber(value), zone);
  if (typeof value === "number" && kind === "money") return { value: plainNumber(value) };
  if ((typeof value === "number" || typeof value === "boolean") && kind === "text") return { value: String(value) };
  return { value };
}

function readNumber(kind: "whole" | "number" | "money" | "any", text: string): ReadValue {
  if (NO_NUMBER.has(text.toLowerCase())) return { value: undefined };
  if (kind === "money") {
    const amount = text.replace(/^\$\s*/, "");
    return /^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?$/.test(amount)
      ? { value: amount.replace(/\.$/, "") }
      : { fault: `${quote(text)} is not an amount such as 0.0042` };
  }
  const plain = /^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?$/.test(text);
  if (!plain) return kind === "any" ? { value: text } : { fault: `${quote(text)} is not a number` };
  const number = Number(text);
  if (kind === "whole" && !Number.isSafeInteger(number)) return { fault: `${quote(text)} is not a whole number` };
  return { value: number };
}

function readJson(text: string): ReadValue {
  if (NO_NUMBER.has(text.toLowerCase())) return { value: undefined };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { fault: `${quote(text)} is not JSON` };
  }
}

/** Without an exponent: amounts and times are read from their decimal digits. */
function plainNumber(value: number): string {
  const exact = parseAtto(String(value));
  return exact === null ? String(value) : formatAtto(exact);
}

function quote(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 57)}...` : text}"`;
}
