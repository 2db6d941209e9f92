import { DomainError } from "./errors";

/** The opaque form of the place where a page ended. */
function encodePlace(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

function isPart(part: unknown, type: "string" | "number" | undefined): boolean {
  if (typeof part === "string") return type === "string" && !part.includes("\0");
  return type === "number" && Number.isSafeInteger(part);
}

/** @throws validation_failed when the text is no cursor of a list whose places have this shape */
export function decodePlace<T extends readonly (string | number)[]>(
  cursor: string | undefined,
  shape: readonly ("string" | "number")[],
  fits: (place: T) => boolean = () => true,
): T | null {
  if (cursor === undefined) return null;
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Array.isArray(parts) && parts.length === shape.length && parts.every((part, at) => isPart(part, shape[at]))) {
      const place = parts as unknown as T;
      if (fits(place)) return place;
    }
  } catch {
    // Falls through: whatever cannot be read is no cursor.
  }
  throw new DomainError("validation_failed", "/query/cursor: is not a cursor of this list; leave it out to begin anew.", {
    errors: [{ pointer: "/query/cursor", detail: "is not a cursor of this list" }],
  });
}

/** Splits what was read with one row too many into the page and the cursor of the next one. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  placeOf: (row: T) => readonly (string | number)[],
): { shown: readonly T[]; next_cursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { shown, next_cursor: rows.length > limit && last !== undefined ? encodePlace(placeOf(last)) : null };
}
