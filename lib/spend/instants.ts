import { DomainError } from "@/lib/platform/errors";
import { startOfLocalDate } from "@/lib/platform/time";

const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$/;
const EARLIEST_MS = Date.UTC(1970, 0, 1);
const LATEST_MS = Date.UTC(2200, 0, 1);

/**
 * Reads an instant in RFC 3339, or a date YYYY-MM-DD: the first instant of that local day.
 * @throws DomainError that names the parameter
 */
export function readInstant(parameter: string, text: string, zone: string): number {
  // In a query string an unescaped + arrives as a space.
  const given = text.trim().replace(/ (\d{2}:\d{2})$/, "+$1");
  const atMs = INSTANT.test(given) ? Date.parse(given.toUpperCase()) : (startOfLocalDate(given, zone) ?? Number.NaN);
  const refuse = (detail: string) =>
    new DomainError("validation_failed", `${parameter}: ${detail}`, { errors: [{ pointer: `/query/${parameter}`, detail }] });
  if (Number.isNaN(atMs)) {
    throw refuse("must be an instant with its offset (2026-11-20T10:00:00Z) or a date (2026-11-20)");
  }
  if (atMs < EARLIEST_MS || atMs > LATEST_MS) throw refuse("must be between the years 1970 and 2200");
  return atMs;
}
