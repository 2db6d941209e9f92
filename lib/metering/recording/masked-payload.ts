import { isJsonObject } from "../json-object";
import { redact, redactEvent } from "../redaction";

/** An event as sent, fit to be kept: key-shaped strings masked. */
export function maskedPayload(raw: unknown): { value: unknown; redacted: boolean } {
  const { value, pointers } = isJsonObject(raw) ? redactEvent(raw) : redact(raw);
  return { value, redacted: pointers.length > 0 };
}
