import { isUtf8 } from "node:buffer";
import { DomainError } from "@/lib/platform/errors";
import { isJsonObject } from "./json-object";

export const MAX_EVENTS = 10_000;

export interface EventBody {
  /** One entry an event, in the order sent; that of a malformed line is undefined. */
  events: unknown[];
  /** Lines of NDJSON that are no JSON: why, by their place among the events. */
  malformed: ReadonlyMap<number, string>;
}

const NDJSON = new Set(["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"]);
const WHAT_TO_SEND = 'Send one event, an array of events, {"events": [...]}, or one event a line as application/x-ndjson.';

/**
 * Takes a request's body (decompressed) apart into events, not yet judged. Throws `unsupported_media_type`,
 * `bad_request` (no UTF-8, no JSON, nothing in it) or `payload_too_large` (more than 10,000 events).
 */
export function readEvents(body: Buffer, contentType: string | null | undefined): EventBody {
  const type = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const lines = NDJSON.has(type);
  if (!lines && type !== "" && type !== "application/json") {
    throw new DomainError(
      "unsupported_media_type",
      `Content-Type ${type.slice(0, 100)} is not taken here. Send application/json or application/x-ndjson.`,
    );
  }
  const charset = /;\s*charset\s*=\s*"?([\w-]+)/i.exec(contentType ?? "")?.[1]?.toLowerCase();
  if (charset !== undefined && charset !== "utf-8" && charset !== "utf8" && charset !== "us-ascii") {
    throw new DomainError("unsupported_media_type", "The body must be UTF-8.");
  }
  if (!isUtf8(body)) throw new DomainError("bad_request", "The body is not valid UTF-8.");
  const text = body.toString("utf8").replace(/^\ufeff/, "");
  if (text.trim() === "") throw new DomainError("bad_request", `The body is empty. ${WHAT_TO_SEND}`);
  const read = lines ? readLines(text) : { events: readJson(text), malformed: new Map<number, string>() };
  if (read.events.length === 0) throw new DomainError("bad_request", `The body holds no events. ${WHAT_TO_SEND}`);
  return read;
}

function readJson(text: string): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DomainError("bad_request", `The body is not valid JSON (${reason(error, text)}). ${WHAT_TO_SEND}`);
  }
  const events = Array.isArray(value) ? value : isEnvelope(value) ? value.events : [value];
  if (!Array.isArray(events)) throw new DomainError("bad_request", `The member "events" must be an array. ${WHAT_TO_SEND}`);
  if (!Array.isArray(value) && !isJsonObject(value))
    throw new DomainError("bad_request", `The body holds no events. ${WHAT_TO_SEND}`);
  if (events.length > MAX_EVENTS) throw tooMany(events.length);
  return events;
}

function isEnvelope(value: unknown): value is { events: unknown } {
  return isJsonObject(value) && Object.hasOwn(value, "events") && !Object.hasOwn(value, "tenant");
}

function readLines(text: string): EventBody {
  const events: unknown[] = [];
  const malformed = new Map<number, string>();
  let number = 0;
  for (const line of text.split("\n")) {
    number++;
    const content = line.trim();
    if (content === "") continue;
    if (events.length >= MAX_EVENTS) throw tooMany(null);
    try {
      events.push(JSON.parse(content));
    } catch (error) {
      malformed.set(events.length, `line ${number} is not valid JSON (${reason(error, content)})`);
      events.push(undefined);
    }
  }
  return { events, malformed };
}

/** Where the parser stopped, without the text around it that its message may quote. */
function reason(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : "";
  const position = /at position (\d+)/.exec(message)?.[1];
  if (/end of JSON input|Unterminated/.test(message) || Number(position) >= text.length) return "it ends too early";
  return position === undefined ? "unexpected character" : `unexpected character at position ${position}`;
}

function tooMany(count: number | null): DomainError {
  return new DomainError(
    "payload_too_large",
    `The body holds ${count === null ? "" : `${count} events, `}more than the ${MAX_EVENTS} that are taken at once. Send it in parts.`,
  );
}
