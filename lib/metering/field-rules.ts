import { z } from "zod";
import { type Atto, atto, parseAtto } from "@/lib/platform/decimal";
import type { FieldError } from "@/lib/platform/errors";
import { isReservedTenant } from "./cuboids";
import { hasUnstorable, isJsonObject, pointerToken } from "./json-object";
import { parseTimestamp } from "./timestamp";

/**
 * One field of an event, said twice from one predicate: as a zod schema (the contract, OpenAPI,
 * the client) and as a bare check, twenty times as fast, which reads events. A test holds the two equal.
 */
export interface FieldRule {
  schema: z.ZodType;
  /** Adds what is wrong with the value; it is neither null nor undefined. */
  check(value: unknown, pointer: string, errors: FieldError[]): void;
}

type Problem = (value: unknown) => string | null;

function scalar(base: (error: (issue: { input?: unknown }) => string) => z.ZodType, problem: Problem): FieldRule {
  return {
    schema: base((issue) =>
      issue.input === undefined || issue.input === null ? "is required" : (problem(issue.input) ?? "is not valid"),
    ).superRefine((value, context) => {
      const detail = problem(value);
      if (detail !== null) context.addIssue({ code: "custom", message: detail });
    }),
    check(value, pointer, errors) {
      const detail = problem(value);
      if (detail !== null) errors.push({ pointer, detail });
    },
  };
}

const PLAIN = /^[!-~][ -~]{0,127}$/;

function textProblem(value: unknown, maxLength: number, optional: boolean): string | null {
  if (typeof value !== "string") return "must be a string";
  if (PLAIN.test(value)) return null;
  if (value === "") return optional ? null : `must not be empty: 1 to ${maxLength} characters`;
  if (value.length > maxLength) {
    const characters = Array.from(value.slice(0, 2 * maxLength + 1)).length;
    if (characters > maxLength) return `is too long: at most ${maxLength} characters are taken`;
  }
  if (hasUnstorable(value)) return "must not hold control characters or halves of surrogate pairs";
  if (!optional && value.trim() === "") return "must not be blank";
  return null;
}

/** A dimension or identity: 1 to 256 characters, none of them a control character. */
export function dimension(): FieldRule {
  return scalar(
    (error) => z.string({ error }).meta({ minLength: 1, maxLength: 256 }),
    (value) => textProblem(value, 256, false),
  );
}

export function tenantName(): FieldRule {
  return scalar(
    (error) => z.string({ error }).meta({ minLength: 1, maxLength: 256 }),
    (value) =>
      textProblem(value, 256, false) ??
      (isReservedTenant(String(value)) ? 'must not begin with "__": such tenants are reserved for Costwarden itself' : null),
  );
}

/** Descriptive text; an empty one counts as absent. */
export function text(maxLength = 256): FieldRule {
  return scalar(
    (error) => z.string({ error }).meta({ maxLength }),
    (value) => textProblem(value, maxLength, true),
  );
}

export function flag(): FieldRule {
  return scalar(
    (error) => z.boolean({ error }),
    (value) => (typeof value === "boolean" ? null : "must be true or false"),
  );
}

const numberFormat = new Intl.NumberFormat("en-US");

export function wholeNumber(min: number, max: number): FieldRule {
  const detail = `must be a whole number from ${numberFormat.format(min)} to ${numberFormat.format(max)}`;
  return scalar(
    (error) => z.number({ error }).meta({ type: "integer", minimum: min, maximum: max }),
    (value) => (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max ? null : detail),
  );
}

const MAX_AMOUNT = 1e12;

/** Milliseconds and the like: fractions are taken. */
export function amount(): FieldRule {
  return scalar((error) => z.number({ error }).meta({ minimum: 0, maximum: MAX_AMOUNT }), amountProblem);
}

function amountProblem(value: unknown): string | null {
  return typeof value === "number" && value >= 0 && value <= MAX_AMOUNT
    ? null
    : `must be a number from 0 to ${numberFormat.format(MAX_AMOUNT)}`;
}

export function timestamp(): FieldRule {
  return scalar(
    (error) => z.string({ error }).meta({ format: "date-time" }),
    (value) => {
      const parsed = parseTimestamp(value);
      return typeof parsed === "string" ? parsed : null;
    },
  );
}

const MAX_COST: Atto = atto(1_000_000_000);
const COST_FORMAT =
  'must be an amount in US dollars from 0 to 1,000,000,000: a number or a plain decimal string such as "0.00125"';

/** An amount of money as sent, exactly (of a number: its shortest decimal); null when it is none. Past 18 digits it is rounded. */
export function readCost(value: unknown): Atto | null {
  if (typeof value !== "number" && (typeof value !== "string" || value.length > 64)) return null;
  const cost = parseAtto(String(value));
  return cost === null || cost < 0n || cost > MAX_COST ? null : cost;
}

export function cost(): FieldRule {
  return scalar(
    (error) => z.union([z.number(), z.string()], { error }),
    (value) => (readCost(value) === null ? COST_FORMAT : null),
  );
}

const FINGERPRINT =
  'must be the SHA-256 of the provider key in 64 hex digits, never the key itself: printf %s "$KEY" | sha256sum';
const HEX_DIGEST = /^[0-9a-fA-F]{64}$/;

const fingerprint = scalar(
  (error) => z.string({ error }).meta({ pattern: HEX_DIGEST.source }),
  (value) => (typeof value === "string" && HEX_DIGEST.test(value) ? null : FINGERPRINT),
);
const last4 = scalar(
  (error) => z.string({ error }).meta({ maxLength: 4 }),
  (value) =>
    typeof value === "string" && value.length <= 4 && !hasUnstorable(value)
      ? null
      : "must be the key's last four characters, no more",
);

export function providerKey(): FieldRule {
  const detail = 'must be an object: {"fingerprint": "<SHA-256 of the key, hex>", "last4": "<its last four characters>"}';
  return {
    schema: z.looseObject({ fingerprint: fingerprint.schema, last4: last4.schema.nullish() }, { error: detail }),
    check(value, pointer, errors) {
      if (!isJsonObject(value)) {
        errors.push({ pointer, detail });
        return;
      }
      if (value.fingerprint === undefined || value.fingerprint === null) {
        errors.push({ pointer: `${pointer}/fingerprint`, detail: "is required" });
      } else fingerprint.check(value.fingerprint, `${pointer}/fingerprint`, errors);
      if (value.last4 !== undefined && value.last4 !== null) last4.check(value.last4, `${pointer}/last4`, errors);
    },
  };
}

const MAX_MEMBERS = 20;
const MAX_NAME = 64;

/** At most twenty named members; null members count as absent, and a member named `__proto__` is passed over. */
function members(member: FieldRule, detail: string): FieldRule {
  const nameProblem = (name: string): string | null => {
    const problem = textProblem(name, MAX_NAME, false);
    return problem === null ? null : `has a name that ${problem}`;
  };
  const problemOf = (value: unknown): string | null => {
    const names = Object.keys(isJsonObject(value) ? value : {}).filter((name) => name !== "__proto__");
    if (names.length > MAX_MEMBERS) return `has ${names.length} members; at most ${MAX_MEMBERS} are taken`;
    return names.map(nameProblem).find((problem) => problem !== null) ?? null;
  };
  return {
    schema: z.record(z.string(), member.schema.nullish(), { error: detail }).refine((value) => problemOf(value) === null, {
      error: (issue) => problemOf(issue.input) ?? detail,
      when: (payload) => isJsonObject(payload.value),
    }),
    check(value, pointer, errors) {
      if (!isJsonObject(value)) {
        errors.push({ pointer, detail });
        return;
      }
      for (const name of Object.keys(value)) {
        const item = value[name];
        if (item !== undefined && item !== null && name !== "__proto__") {
          member.check(item, `${pointer}/${pointerToken(name)}`, errors);
        }
      }
      const problem = problemOf(value);
      if (problem !== null) errors.push({ pointer, detail: problem });
    },
  };
}

export function tags(): FieldRule {
  return members(text(), "must be an object of strings, at most 20 of them");
}

export function rateLimit(): FieldRule {
  return members(amount(), 'must be an object of numbers, such as {"remaining_tokens": 380000}');
}

/** Any object here: what is inside is judged by the normaliser of its shape. */
export function usageObject(): FieldRule {
  const detail =
    'must be the usage object of the provider\'s answer, or our own, such as {"input_tokens": 12, "output_tokens": 3}';
  return {
    schema: z.record(z.string(), z.unknown(), { error: detail }),
    check(value, pointer, errors) {
      if (!isJsonObject(value)) errors.push({ pointer, detail });
    },
  };
}
