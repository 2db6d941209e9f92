import { parseAtto } from "@/lib/platform/decimal";
import { isPlainText } from "../call-scope";
import { MOST_DOLLARS, MOST_TOKENS, type Question } from "./contract";
import { knownText } from "./known-texts";

const FINGERPRINT = /^[0-9a-f]{64}$/i;

type Wanted = { -readonly [Name in keyof Question]: Question[Name] };

/**
 * The question that most callers ask, read in a fraction of the time that the schema takes: names in plain ASCII, estimates, a
 * fingerprint; no tags, nothing to reserve, no field that is null. Whatever it does not take is for the schema to read or to refuse.
 * @returns what the schema would return; null: not so plain, not necessarily wrong
 */
export function readPlainQuestion(body: object): Question | null {
  const read: Partial<Wanted> = {};
  for (const name in body) {
    const value = (body as Record<string, unknown>)[name];
    switch (name) {
      case "tenant":
        if (!isPlainText(value) || value.startsWith("__")) return null;
        read.tenant = knownText(value);
        break;
      case "feature":
      case "environment":
      case "provider":
      case "model":
      case "user":
        if (!isPlainText(value)) return null;
        read[name] = knownText(value);
        break;
      case "key":
        if (typeof value !== "object" || value === null || Array.isArray(value) || !isKey(value)) return null;
        read.key = { ...value, fingerprint: knownText(value.fingerprint) };
        break;
      case "estimated_tokens":
        if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > MOST_TOKENS) return null;
        read.estimated_tokens = value as number;
        break;
      case "estimated_cost_usd": {
        if ((typeof value !== "string" || value.length > 64) && (typeof value !== "number" || !Number.isFinite(value)))
          return null;
        const cost = parseAtto(String(value));
        if (cost === null || cost < 0n || cost > MOST_DOLLARS) return null;
        read.estimated_cost_usd = cost;
        break;
      }
      default:
        return null;
    }
  }
  return read.tenant === undefined ? null : (read as Question);
}

function isKey(key: object): key is { fingerprint: string; last4?: string } {
  for (const name in key) {
    const value = (key as Record<string, unknown>)[name];
    if (typeof value !== "string") return false;
    if (name !== "fingerprint" && (name !== "last4" || value.length > 4)) return false;
  }
  return "fingerprint" in key && FINGERPRINT.test(key.fingerprint as string);
}
