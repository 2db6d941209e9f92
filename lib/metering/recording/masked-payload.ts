import { isJsonObject } from "../json-object";
import { redactEvent } from "../redaction";
import { keepPayload } from "../rejected-payload";

/** An event as sent, fit to be kept: its known fields alone, key-shaped strings masked. */
export function maskedPayload(raw: unknown): { value: unknown; redacted: boolean } {
  if (!isJsonObject(raw)) return { value: null, redacted: true };
  const { value, pointers } = redactEvent(raw);
  const { payload, cut } = keepPayload(isJsonObject(value) ? value : null);
  return { value: payload, redacted: cut || pointers.length > 0 };
}
