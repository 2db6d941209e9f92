import { uuidv7 } from "uuidv7";
import type { FieldError } from "@/lib/platform/errors";
import type { Reach } from "@/lib/platform/reach";
import { CanonicalJson, MAX_DEPTH } from "./canonical-json";
import { EVENT_FIELDS, hasUsage, tellsSpend, WITHOUT_SPEND } from "./contract";
import type { ParsedEvent, ParseOutcome } from "./event";
import { type FieldRule, readCost } from "./field-rules";
import { isJsonObject, type JsonObject, pointerToken, storableText } from "./json-object";
import { redactEvent } from "./redaction";
import { keepPayload } from "./rejected-payload";
import { parseTimestamp } from "./timestamp";
import { normaliseUsage } from "./usage/normalise-usage";
import { keepRawUsage, MAX_RAW_USAGE } from "./usage/raw-usage";
import type { NormalisedUsage } from "./usage/usage-reader";

export interface ParseContext {
  /** When the request arrived, epoch milliseconds. */
  receivedMs: number;
  /** The source of events that name none: the API token's name. */
  defaultSource: string;
  /** The API token's environment; null: it has none. */
  defaultEnvironment: string | null;
  /** How far ahead of receipt an event may lie. */
  futureMs: number;
  /** How far back it may lie; null: any past (the importer). */
  pastMs: number | null;
  /** The tenants the API token may send for; absent: all. */
  reach?: Reach;
}

const DEFAULT_FEATURE = "unallocated";
const DEFAULT_ENVIRONMENT = "default";
/** Of one event, in characters of its canonical text. */
const MAX_EVENT_LENGTH = 1_048_576;
const MAX_WARNED = 10;
/** Of all names that meet in one row of an index, which holds 2,704 bytes: the other columns and padding need the rest. */
const MAX_NAMES_BYTES = 2_496;

const RULES = new Map<string, FieldRule>(Object.entries(EVENT_FIELDS));
const POINTERS = new Map<string, string>(Object.keys(EVENT_FIELDS).map((name) => [name, `/${name}`]));

/**
 * Checks every known field, then whether the event tells of any spend. Adds what is wrong to `errors` and
 * the names of unknown fields to `unknown`. Its verdict equals that of `usageEventSchema`.
 */
export function checkFields(event: JsonObject, errors: FieldError[], unknown: string[]): void {
  for (const name in event) {
    const rule = RULES.get(name);
    if (rule === undefined) {
      unknown.push(name);
      continue;
    }
    const value = event[name];
    if (value !== null && value !== undefined) rule.check(value, POINTERS.get(name) ?? "", errors);
  }
  if (event.tenant === undefined || event.tenant === null) errors.push({ pointer: "/tenant", detail: "is required" });
  if (event.model === undefined || event.model === null) errors.push({ pointer: "/model", detail: "is required" });
  if (!tellsSpend(event)) errors.push({ pointer: "", detail: WITHOUT_SPEND });
}

/**
 * Reads one event as POST /ingest takes it: validates, masks key-shaped strings, normalises usage to disjoint
 * classes and hashes the payload. It never throws, whatever JSON value it is given; what it accepts the database
 * can store. Pointers are relative to the event.
 */
export function parseEvent(raw: unknown, context: ParseContext): ParseOutcome {
  if (!isJsonObject(raw)) {
    return reject(null, false, [{ pointer: "", detail: "must be a JSON object: one usage event" }], []);
  }
  const canonical = new CanonicalJson(raw);
  const warnings: string[] = [];
  let event = raw;
  let redacted = false;
  if (canonical.mayHoldKey) {
    const redaction = redactEvent(raw);
    if (redaction.pointers.length > 0) {
      redacted = true;
      event = redaction.value as JsonObject;
      warn(
        warnings,
        redaction.pointers,
        "held a provider key or token, which was masked and not stored: send only its SHA-256 as key.fingerprint",
      );
    }
  }
  const errors: FieldError[] = [];
  if (canonical.tooDeep) errors.push({ pointer: "", detail: `is nested deeper than ${MAX_DEPTH} levels` });
  if (canonical.text.length > MAX_EVENT_LENGTH)
    errors.push({ pointer: "", detail: "is larger than 1 MiB; leave out texts such as prompts, they are never stored" });
  if (errors.length > 0) return reject(event, redacted, errors, warnings);

  const unknown: string[] = [];
  checkFields(event, errors, unknown);
  if (context.reach?.limited && typeof event.tenant === "string" && !context.reach.has(event.tenant))
    errors.push({ pointer: "/tenant", detail: "is not one of the tenants that this API token is limited to" });
  warn(
    warnings,
    unknown.map((name) => `/${pointerToken(name)}`),
    "is no known field and was ignored",
  );

  let time = null;
  if (event.timestamp !== undefined && event.timestamp !== null && errors.length === 0) {
    time = parseTimestamp(event.timestamp);
    if (typeof time === "string") errors.push({ pointer: "/timestamp", detail: time });
    else checkWindow(time.ms, context, errors);
  }
  let usage: NormalisedUsage | null = null;
  let rawUsage: JsonObject | null = null;
  if (isJsonObject(event.usage) && hasUsage(event.usage)) {
    usage = normaliseUsage(event.usage, { provider: textOrNull(event.provider), model: textOrNull(event.model) }, errors);
    const dropped: string[] = [];
    rawUsage = keepRawUsage(event.usage, canonical.text.length > MAX_RAW_USAGE, dropped);
    warn(warnings, dropped, "is no usage, or too large, and was not kept");
  }
  if (errors.length > 0 || typeof time === "string") return reject(event, redacted, errors, warnings);

  const id = textOrNull(event.id);
  if (id === null)
    warnings.push("/id is missing: the event got a generated one and will not be recognised when it is sent again");
  const givenCost = event.cost_usd === undefined || event.cost_usd === null ? null : readCost(event.cost_usd);
  const usageCost = usage?.reportedCost ?? null;
  // The provider's own figure is trusted always, the sender's only where its source is: so it goes first.
  const fromUsage = usageCost !== null && (usage?.costIsProviders === true || givenCost === null);
  if (fromUsage && givenCost !== null && givenCost !== usageCost) {
    warnings.push("/cost_usd differs from the provider's own figure inside usage, which was taken");
  }
  const key = isJsonObject(event.key) ? event.key : null;
  const parsed: ParsedEvent = {
    tenant: String(event.tenant),
    source: textOrNull(event.source) ?? context.defaultSource,
    id: id ?? uuidv7(),
    timeMs: time?.ms ?? context.receivedMs,
    time: time?.text ?? new Date(context.receivedMs).toISOString(),
    timeGiven: time !== null,
    feature: textOrNull(event.feature) ?? DEFAULT_FEATURE,
    environment: textOrNull(event.environment) ?? context.defaultEnvironment ?? DEFAULT_ENVIRONMENT,
    provider: textOrNull(event.provider),
    model: String(event.model),
    user: textOrNull(event.user),
    requestModel: textOrNull(event.request_model),
    operation: textOrNull(event.operation),
    serviceTier: textOrNull(event.service_tier) ?? usage?.serviceTier ?? null,
    region: textOrNull(event.region),
    keyDigest: key === null ? null : String(key.fingerprint).toLowerCase(),
    keyLast4: key === null ? null : textOrNull(key.last4),
    requestId: textOrNull(event.request_id),
    correlationId: textOrNull(event.correlation_id),
    status: numberOrNull(event.status),
    errorCode: textOrNull(event.error_code),
    finishReason: textOrNull(event.finish_reason),
    attempt: numberOrNull(event.attempt),
    latencyMs: typeof event.latency_ms === "number" ? Math.round(event.latency_ms) + 0 : null,
    cacheHit: event.cache_hit === true,
    estimated: event.estimated === true,
    corrects: textOrNull(event.corrects),
    reservationId: textOrNull(event.reservation_id),
    tags: readTags(event.tags),
    attributes: readAttributes(event),
    usage: usage?.quantities ?? null,
    rawUsage,
    reportedCost: fromUsage ? usageCost : givenCost,
    reportedBy: fromUsage ? (usage?.costIsProviders === true ? "usage" : "event") : givenCost === null ? null : "event",
    payloadHash: canonical.digest(),
    redacted,
    warnings,
  };
  checkNames(parsed, errors);
  return errors.length > 0 ? reject(event, redacted, errors, warnings) : { ok: true, event: parsed };
}

/** Each name may have 256 characters; only where most of them take three or four bytes are they too long together. */
function checkNames(event: ParsedEvent, errors: FieldError[]): void {
  const { tenant, feature, environment, model, source, id } = event;
  const provider = event.provider?.toLowerCase() ?? "";
  const check = (pointer: string, what: string, names: readonly string[]) => {
    // No character of UTF-16 takes more than three bytes of UTF-8.
    if (3 * names.reduce((sum, name) => sum + name.length, 0) <= MAX_NAMES_BYTES) return;
    const bytes = names.reduce((sum, name) => sum + Buffer.byteLength(name), 0);
    if (bytes > MAX_NAMES_BYTES)
      errors.push({ pointer, detail: `${what} have ${bytes} bytes of UTF-8 together; at most ${MAX_NAMES_BYTES} are taken` });
  };
  check("", "tenant, feature, environment, provider and model", [tenant, feature, environment, provider, model]);
  check("/id", "tenant, source and id", [tenant, source, id]);
}

function checkWindow(timeMs: number, context: ParseContext, errors: FieldError[]): void {
  if (timeMs > context.receivedMs + context.futureMs) {
    errors.push({
      pointer: "/timestamp",
      detail: `lies in the future: events up to ${context.futureMs / 60_000} minutes ahead of ${new Date(context.receivedMs).toISOString()} are taken`,
    });
  } else if (context.pastMs !== null && timeMs < context.receivedMs - context.pastMs) {
    errors.push({
      pointer: "/timestamp",
      detail: `lies too far back: events of the last ${context.pastMs / 86_400_000} days are taken; older ones through the importer (npm run import)`,
    });
  }
}

function reject(event: JsonObject | null, redacted: boolean, errors: FieldError[], warnings: string[]): ParseOutcome {
  const kept = keepPayload(event);
  return {
    ok: false,
    errors: errors.slice(0, 50).map((error) => ({ pointer: storableText(error.pointer, 300), detail: error.detail })),
    tenant: nameForReport(event?.tenant),
    id: nameForReport(event?.id),
    payload: kept.payload,
    redacted: redacted || kept.cut,
    warnings,
  };
}

/** A tenant or id of a rejected event, where it is fit to be stored and shown. */
function nameForReport(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? storableText(value, 256) : null;
}

/** Warnings begin with a pointer relative to the event. */
function warn(warnings: string[], pointers: readonly string[], detail: string): void {
  for (const pointer of pointers.slice(0, MAX_WARNED)) warnings.push(`${storableText(pointer, 256)} ${detail}`);
  if (pointers.length > MAX_WARNED) warnings.push(`: ${pointers.length - MAX_WARNED} more such values`);
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function readTags(value: unknown): Record<string, string> | null {
  if (!isJsonObject(value)) return null;
  const tags: Record<string, string> = {};
  let count = 0;
  for (const name in value) {
    const tag = value[name];
    if (typeof tag !== "string" || name === "__proto__") continue;
    tags[name] = tag;
    count++;
  }
  return count === 0 ? null : tags;
}

const ATTRIBUTES = [
  "trace_id",
  "route",
  "max_output_tokens",
  "backoff_ms",
  "provider_latency_ms",
  "time_to_first_token_ms",
  "streamed",
] as const;

function readAttributes(event: JsonObject): Record<string, unknown> | null {
  let attributes: Record<string, unknown> | null = null;
  for (const name of ATTRIBUTES) {
    const value = event[name];
    if (value === undefined || value === null || value === "") continue;
    attributes ??= {};
    attributes[name] = value;
  }
  if (isJsonObject(event.rate_limit)) {
    const limits = Object.entries(event.rate_limit).filter(([name, value]) => typeof value === "number" && name !== "__proto__");
    if (limits.length > 0) {
      attributes ??= {};
      attributes.rate_limit = Object.fromEntries(limits);
    }
  }
  return attributes;
}
