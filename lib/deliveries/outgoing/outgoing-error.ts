const BRAND = Symbol.for("costwarden.OutgoingError");

/** Nothing was answered: the message says why, fit to be shown. `refused` where trying again would be as useless. */
export class OutgoingError extends Error {
  readonly [BRAND] = true;

  constructor(
    message: string,
    readonly refused = false,
  ) {
    super(message);
  }
}

export function isOutgoingError(error: unknown): error is OutgoingError {
  return typeof error === "object" && error !== null && BRAND in error;
}
