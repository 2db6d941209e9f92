/**
 * How long a receiver asks to be left alone, in milliseconds: Retry-After (RFC 9110, 10.2.3) in seconds or as an HTTP date.
 * Null when it says nothing that can be read.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? "";
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  if (!/[A-Za-z]{3}/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
