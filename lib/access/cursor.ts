import { DomainError } from "@/lib/platform/errors";

/** The opaque form in which a list's next page is named. */
function encodeCursor(key: string): string {
  return Buffer.from(key).toString("base64url");
}

/** @throws bad_request when the text is not a cursor of a list whose keys look like `pattern` */
export function decodeCursor(cursor: string | undefined, pattern: RegExp): string | null {
  if (cursor === undefined) return null;
  const key = Buffer.from(cursor, "base64url").toString();
  if (pattern.test(key)) return key;
  throw new DomainError("validation_failed", "/query/cursor: is not a cursor of this list; leave it out to begin anew.", {
    errors: [{ pointer: "/query/cursor", detail: "is not a cursor of this list" }],
  });
}

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const NUMBER = /^\d{1,18}$/;

/** Splits what was read with one row too many into the page and the cursor of the next one. */
export function page<T>(rows: T[], limit: number, key: (row: T) => string): { rows: T[]; next_cursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next_cursor: rows.length > limit && last !== undefined ? encodeCursor(key(last)) : null };
}
