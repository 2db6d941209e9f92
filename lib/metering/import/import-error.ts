/** The import cannot begin, or cannot go on, for a reason the user can mend: one sentence. */
export class ImportError extends Error {
  constructor(
    message: string,
    /** True when lines had been imported before it. */
    readonly begun = false,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
