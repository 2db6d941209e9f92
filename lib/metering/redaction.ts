import { createHash } from "node:crypto";
import { isJsonObject, type JsonObject, pointerToken } from "./json-object";

/**
 * Shapes of provider keys and of our own tokens. Each match has 19 characters or more, the
 * length of its mask, so that masking never makes a text longer. Longer prefixes stand
 * before the generic `sk-`; azure, mistral and cohere keys have no shape of their own.
 */
const SHAPES: readonly RegExp[] = [
  /sk-(?:proj|svcacct|admin|ant|or|lf|helicone|None)-[\w-]{9,}/,
  // A generic sk-: long enough to be random, and not words joined by hyphens. Every look ahead is
  // bounded, so that a long text takes linear time.
  /sk-(?=[A-Za-z]{0,40}\d)(?=\d{0,40}[A-Za-z])[A-Za-z0-9]{16,}[\w-]*/,
  /sk-[A-Za-z0-9]{24,}[\w-]*/,
  /sk-(?=[a-z0-9_-]{0,40}[A-Z][a-z0-9_-]{0,40}[A-Z])(?=[A-Z0-9_-]{0,40}[a-z][A-Z0-9_-]{0,40}[a-z])(?=[A-Za-z_-]{0,40}\d[A-Za-z_-]{0,40}\d)[\w-]{20,}/,
  /sk_(?:live_)?[A-Za-z0-9]{24,}/,
  /csk-[a-z0-9]{32,}/,
  /AIza[\w-]{30,}/,
  /AQ\.Ab[\w-]{20,}/,
  /ya29\.[\w-]{20,}/,
  /gsk_[A-Za-z0-9]{20,}/,
  /hf_[A-Za-z0-9]{24,}/,
  /xai-[A-Za-z0-9_]{20,}/,
  /pplx-[A-Za-z0-9]{24,}/,
  /r8_[A-Za-z0-9]{20,}/,
  /nvapi-[\w-]{40,}/,
  /tgp_v1_[\w-]{20,}/,
  /ABSK[A-Za-z0-9+/=]{20,}/,
  /bedrock-api-key-[A-Za-z0-9+/=]{16,}/,
  /dapi[0-9a-f]{32}(?:-\d+)?/,
  /(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/,
  /cw_(?:[A-Za-z0-9]{20,}[\w-]*|[\w.~+/=-]{29,})/,
];

const KEY = new RegExp(`(?<![A-Za-z0-9])(?:${SHAPES.map((shape) => shape.source).join("|")})`, "g");
const BEARER = /(?<![A-Za-z0-9])(bearer\s+)(?=[\w.~+/=-]*\d)([\w.~+/=-]{19,})/gi;

/** Every match of KEY and BEARER holds one of these: a cheap test that spares ordinary text the dear one. */
const HINT = /sk[-_]|AIza|AQ\.Ab|ya29\.|hf_|xai-|pplx-|r8_|nvapi-|tgp_v1_|ABSK|api-key-|dapi|AKIA|ASIA|cw_|bearer/i;
const SHORTEST_KEY = 19;

export function mayHoldKey(text: string): boolean {
  return text.length >= SHORTEST_KEY && HINT.test(text);
}

/** `[redacted:` and 8 hex digits of its SHA-256: distinct keys stay distinct, and none can be had back. */
function mask(key: string): string {
  return `[redacted:${createHash("sha256").update(key).digest("hex").slice(0, 8)}]`;
}

export function maskKeys(text: string): string {
  if (!mayHoldKey(text)) return text;
  return text.replace(KEY, mask).replace(BEARER, (_match, word: string, token: string) => word + mask(token));
}

export interface Redaction {
  value: unknown;
  /** Where something was masked; names of members are given masked. */
  pointers: string[];
}

/** Masks every key-shaped string in a JSON value, names of members included. Deeper than `maxDepth` it puts null. */
export function redact(value: unknown, maxDepth = 64): Redaction {
  const pointers: string[] = [];
  return { value: redactAt(value, "", maxDepth, pointers), pointers };
}

function redactAt(value: unknown, pointer: string, depth: number, pointers: string[]): unknown {
  if (typeof value === "string") {
    const masked = maskKeys(value);
    if (masked !== value) pointers.push(pointer);
    return masked;
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return null;
  if (Array.isArray(value)) return value.map((item, index) => redactAt(item, `${pointer}/${index}`, depth - 1, pointers));
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => {
    const masked = maskKeys(name);
    const at = `${pointer}/${pointerToken(masked)}`;
    if (masked !== name) pointers.push(at);
    return [masked, redactAt(member, at, depth - 1, pointers)];
  });
  return Object.fromEntries(entries);
}

/**
 * As `redact`, for an event whose `key` holds the provider key itself instead of its digest:
 * the digest is made here and the value forgotten, so that the spend keeps its owner.
 */
export function redactEvent(event: JsonObject): Redaction {
  const key = event.key;
  const secret = typeof key === "string" ? key : isJsonObject(key) ? key.fingerprint : null;
  const last4 = isJsonObject(key) && typeof key.last4 === "string" ? key.last4 : null;
  let digested = event;
  const pointers: string[] = [];
  if (typeof secret === "string" && maskKeys(secret) !== secret) {
    pointers.push(typeof key === "string" ? "/key" : "/key/fingerprint");
    const fingerprint = createHash("sha256").update(secret.trim()).digest("hex");
    digested = { ...event, key: { fingerprint, last4: secret.trim().slice(-4) } };
  } else if (isJsonObject(key) && last4 !== null && maskKeys(last4) !== last4) {
    pointers.push("/key/last4");
    digested = { ...event, key: { ...key, last4: last4.trim().slice(-4) } };
  }
  const rest = redact(digested);
  return { value: rest.value, pointers: [...pointers, ...rest.pointers] };
}
