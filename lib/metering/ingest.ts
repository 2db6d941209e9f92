import { authenticateBearer, holdsScope, ingestAllowance, reachOf, type TokenPrincipal } from "@/lib/access/service";
import { nowMs } from "@/lib/platform/clock";
import { DomainError } from "@/lib/platform/errors";
import { type Answer, problemAnswer } from "@/lib/platform/http/problem";
import { settings } from "@/lib/platform/settings";
import { singleton } from "@/lib/platform/singleton";
import { decompress } from "./decompress-body";
import type { EventResult, ParseOutcome } from "./event";
import { parseEvent } from "./parse-event";
import { readEvents } from "./read-body";
import { recordEvents } from "./record-events";
import { busy, groupCommitter } from "./recording/group-committer";

/** A request as either door hands it over. */
export interface IngestRequest {
  authorization: string | undefined;
  contentType: string | undefined;
  contentEncoding: string | undefined;
  /** The Prefer header (RFC 7240): `return=minimal` leaves accepted events out of `results`. */
  prefer: string | undefined;
  contentLength: string | undefined;
  /** Reads the body as sent, up to a limit in bytes. @throws DomainError "payload_too_large" */
  readBody(limitBytes: number): Promise<Buffer>;
  requestId: string;
}

/** The body may be this large as sent and once more after decompression. */
const MOST_BODY_BYTES = 16 * 1024 * 1024;

/** Bodies in hand at once, all together; half a gigabyte of memory once parsed. */
const MOST_HELD_BYTES = 128 * 1024 * 1024;
/** Warnings an answer carries at the most; the rest are counted. */
const MOST_WARNINGS = 100;
const DAY_MS = 86_400_000;

interface IngestAnswer {
  accepted: number;
  duplicates: number;
  conflicts: number;
  rejected: number;
  results: Record<string, unknown>[];
  warnings?: string[];
}

function onTheWire(result: EventResult): Record<string, unknown> {
  return {
    index: result.index,
    id: result.id,
    status: result.status,
    cost_usd: result.costUsd,
    pricing: result.pricing,
    ...(result.errors ? { errors: result.errors } : {}),
  };
}

function warningsOf(outcomes: readonly ParseOutcome[]): string[] {
  const warnings: string[] = [];
  let more = 0;
  outcomes.forEach((outcome, index) => {
    const own = outcome.ok ? outcome.event.warnings : outcome.warnings;
    for (const warning of own) {
      if (warnings.length < MOST_WARNINGS) warnings.push(`/${index}${warning}`);
      else more++;
    }
  });
  if (more > 0) warnings.push(`and ${more} more`);
  return warnings;
}

function summarise(results: readonly EventResult[], outcomes: readonly ParseOutcome[], minimal: boolean): IngestAnswer {
  const count = (status: EventResult["status"]) => results.reduce((sum, result) => (result.status === status ? sum + 1 : sum), 0);
  const warnings = warningsOf(outcomes);
  return {
    accepted: count("accepted"),
    duplicates: count("duplicate"),
    conflicts: count("conflict"),
    rejected: count("rejected"),
    results: results.filter((result) => !minimal || result.status !== "accepted").map(onTheWire),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

export function tooLarge(): DomainError {
  return new DomainError(
    "payload_too_large",
    "The body may have at most 16 MiB, also after decompression. Send fewer events at once.",
  );
}

/** No event could be used: a problem document that carries the results. */
function unusable(answer: IngestAnswer, results: readonly EventResult[], requestId: string): Answer {
  const first = results.find((result) => result.errors?.length)?.errors?.[0];
  const because = first ? ` The first: ${[first.pointer, first.detail].filter(Boolean).join(" ")}` : "";
  const errors = results.flatMap((result) =>
    (result.errors ?? []).map((error) => ({ pointer: `/${result.index}${error.pointer}`, detail: error.detail })),
  );
  const code = answer.conflicts === results.length ? "conflict" : "validation_failed";
  const message = `${code === "conflict" ? "Every event is in conflict with one that was recorded before." : "No event of this request could be used."}${because}`;
  return problemAnswer(
    new DomainError(code, message, { errors: errors.slice(0, MOST_WARNINGS), details: { ...answer } }),
    requestId,
  );
}

async function callerOf(authorization: string | undefined): Promise<TokenPrincipal> {
  const token = await authenticateBearer(authorization);
  if (!token) {
    throw new DomainError("unauthenticated", "Send an API token with the scope ingest:write as `Authorization: Bearer cw_...`.");
  }
  if (!holdsScope(token.scopes, "ingest:write")) {
    throw new DomainError("forbidden", `The token "${token.name}" lacks the scope ingest:write.`);
  }
  return token;
}

function keepToAllowance(caller: TokenPrincipal, events: number): void {
  const wait = ingestAllowance(caller.id, events);
  if (wait === null) return;
  throw new DomainError(
    "rate_limited",
    `The token "${caller.name}" sends faster than its limit. Nothing was stored: send again.`,
    {
      retryAfterSeconds: wait,
    },
  );
}

async function ingest(request: IngestRequest): Promise<Answer> {
  const caller = await callerOf(request.authorization);
  groupCommitter().admit();
  if (Number(request.contentLength ?? 0) > MOST_BODY_BYTES) throw tooLarge();
  const sent = await request.readBody(MOST_BODY_BYTES);
  // The pool that inflates takes few bodies at a time; what waits for the database is what could pile up.
  const body = await decompress(sent, request.contentEncoding);
  return whileHeld(body.length, () => ingestBody(request, caller, body));
}

const held = singleton("ingestBytesHeld", () => ({ bytes: 0 }));

/** Counts the bytes of bodies in hand, so that many large ones at once cannot exhaust the memory. */
async function whileHeld(bytes: number, work: () => Promise<Answer>): Promise<Answer> {
  if (held.bytes > 0 && held.bytes + bytes > MOST_HELD_BYTES) throw busy();
  held.bytes += bytes;
  try {
    return await work();
  } finally {
    held.bytes -= bytes;
  }
}

async function ingestBody(request: IngestRequest, caller: TokenPrincipal, body: Buffer): Promise<Answer> {
  const { events, malformed } = readEvents(body, request.contentType);
  groupCommitter().admit(events.length);
  keepToAllowance(caller, events.length);
  const context = {
    receivedMs: nowMs(),
    defaultSource: caller.name,
    defaultEnvironment: caller.defaultEnvironment,
    futureMs: settings().COSTWARDEN_FUTURE_MINUTES * 60_000,
    pastMs: settings().COSTWARDEN_PAST_DAYS * DAY_MS,
    reach: reachOf(caller),
  };
  const outcomes = events.map((event, index): ParseOutcome => {
    const fault = malformed.get(index);
    if (fault === undefined) return parseEvent(event, context);
    return {
      ok: false,
      errors: [{ pointer: "", detail: fault }],
      tenant: null,
      id: null,
      payload: event,
      redacted: false,
      warnings: [],
    };
  });
  const results = await recordEvents(outcomes, events, caller);
  const minimal = /(^|[,\s;])return=minimal\b/i.test(request.prefer ?? "");
  const answer = summarise(results, outcomes, minimal);
  if (answer.accepted + answer.duplicates === 0) return unusable(answer, results, request.requestId);
  return {
    status: answer.conflicts + answer.rejected > 0 ? 207 : 200,
    headers: {
      "content-type": "application/json",
      "x-request-id": request.requestId,
      ...(minimal ? { "preference-applied": "return=minimal" } : {}),
    },
    body: JSON.stringify(answer),
  };
}

/**
 * Answers `POST /ingest`, whichever door it came through: reads, parses, rates and records the
 * events of one request. Resolves after their commit; never rejects.
 */
export async function handleIngest(request: IngestRequest): Promise<Answer> {
  try {
    return await ingest(request);
  } catch (error) {
    return problemAnswer(error, request.requestId);
  }
}
