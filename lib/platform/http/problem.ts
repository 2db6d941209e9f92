import { DomainError, type ErrorCode, isDomainError } from "../errors";
import { log } from "../log";

const STATUS: Record<ErrorCode, number> = {
  bad_request: 400,
  validation_failed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  gone: 410,
  confirmation_required: 409,
  idempotency_mismatch: 422,
  payload_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
};

const TITLE: Record<ErrorCode, string> = {
  bad_request: "The request cannot be read",
  validation_failed: "The request is not valid",
  unauthenticated: "Sign in or send an API token",
  forbidden: "Not allowed",
  not_found: "Not found",
  method_not_allowed: "Method not allowed",
  conflict: "Conflict",
  gone: "Gone",
  confirmation_required: "Confirmation required",
  idempotency_mismatch: "The Idempotency-Key was used for another request",
  payload_too_large: "Too large",
  unsupported_media_type: "Unsupported media type",
  rate_limited: "Too many requests",
  internal: "Internal error",
  unavailable: "Unavailable",
};

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** PostgreSQL's and the network's ways of saying "not now": retried by the caller, never a 500. */
const AWAY = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "57P01",
  "57P02",
  "57P03",
  "53300",
  "53100",
  "25006",
  "08006",
  "08003",
  "08001",
]);

function asDomainError(error: unknown, requestId: string): DomainError {
  if (isDomainError(error)) return error;
  const code = (error as { code?: unknown } | null)?.code;
  const text = error instanceof Error ? error.message : String(error);
  if (
    (typeof code === "string" && AWAY.has(code)) ||
    /Connection terminated|timeout exceeded when trying to connect/i.test(text)
  ) {
    log().warn({ err: error, requestId }, "the database is away");
    return new DomainError("unavailable", "The database cannot be reached at the moment. Nothing was stored: send again.", {
      retryAfterSeconds: 2,
    });
  }
  log().error({ err: error, requestId }, "unexpected error");
  return new DomainError("internal", "Something went wrong on our side. The request id leads to it in the log.");
}

/** The one mapper from errors to RFC 9457 problem documents. */
export function problemAnswer(thrown: unknown, requestId: string): Answer {
  const error = asDomainError(thrown, requestId);
  const status = STATUS[error.code];
  const headers: Record<string, string> = { "content-type": "application/problem+json", "x-request-id": requestId };
  if (error.retryAfterSeconds !== undefined) headers["retry-after"] = String(error.retryAfterSeconds);
  if (status === 401) headers["www-authenticate"] = 'Bearer realm="costwarden"';
  return {
    status,
    headers,
    body: JSON.stringify({
      type: "about:blank",
      title: TITLE[error.code],
      status,
      detail: error.message,
      code: error.code,
      request_id: requestId,
      ...(error.errors.length > 0 ? { errors: error.errors } : {}),
      ...error.details,
    }),
  };
}
