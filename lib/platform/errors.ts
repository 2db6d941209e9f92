/** What went wrong in one field: a JSON pointer (RFC 6901) and a sentence for the caller. */
export interface FieldError {
  pointer: string;
  detail: string;
}

/** Codes of errors a caller can act on. Their HTTP statuses live in platform/http/problem.ts only. */
export type ErrorCode =
  | "bad_request"
  | "validation_failed"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "method_not_allowed"
  | "conflict"
  | "gone"
  | "confirmation_required"
  | "idempotency_mismatch"
  | "payload_too_large"
  | "unsupported_media_type"
  | "rate_limited"
  | "unavailable"
  | "internal";

const BRAND = Symbol.for("costwarden.DomainError");

export interface DomainErrorOptions {
  errors?: FieldError[];
  /** Extra members of the problem document; public. */
  details?: Record<string, unknown>;
  retryAfterSeconds?: number;
  cause?: unknown;
}

/**
 * An error meant for the caller: `message` is public. Domain code throws it and
 * knows no status codes. Recognise it with `isDomainError`, never `instanceof`:
 * two bundles in one process hold two copies of this class.
 */
export class DomainError extends Error {
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly errors: FieldError[];
  readonly details: Record<string, unknown>;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: DomainErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "DomainError";
    this.code = code;
    this.errors = options.errors ?? [];
    this.details = options.details ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export function isDomainError(error: unknown): error is DomainError {
  return typeof error === "object" && error !== null && BRAND in error;
}
