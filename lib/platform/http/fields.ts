import { z } from "zod";

const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** A day of the calendar: the language's own parser takes February the 31st for March the 3rd. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** A date (its first instant in UTC) or an RFC 3339 time, as milliseconds since the epoch; not before 1970. */
export const moment = z
  .string("is not a date or an RFC 3339 time")
  .refine((text) => TIME.test(text) && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text)), {
    error: "is not a date or an RFC 3339 time, such as 2026-01-01T00:00:00Z",
    abort: true,
  })
  .transform((text) => Date.parse(text))
  .refine((ms) => ms >= 0, "lies before 1970")
  .meta({ override: { type: "string", format: "date-time" } });

/** A name as events have them: 1 to 256 characters, none of them a control character or half of one. */
export const nameText = z
  .string()
  .trim()
  .min(1, "is empty")
  .max(256, "has more than 256 characters")
  .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), "has control characters");

/** What a filter compares names with: anything that the database can hold. */
export const filterText = z
  .string()
  .max(256, "has more than 256 characters")
  .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), "has control characters");

/** Sentences of people, with line breaks. */
export const proseText = z
  .string()
  .trim()
  .max(1000, "has more than 1000 characters")
  .refine((text) => !/\p{Cs}/u.test(text) && !text.includes("\0"), "has characters that cannot be stored");
