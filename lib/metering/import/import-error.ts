/** The import cannot begin, or cannot go on, for a reason the user can mend: one sentence. Nothing of the file at fault was half-done. */
export class ImportError extends Error {}
