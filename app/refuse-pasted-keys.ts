import { keyShaped } from "@/lib/keys/service";
import { DomainError } from "@/lib/platform/errors";

const DETAIL = "holds what looks like a key; it was not stored. Take it out, and treat a key that was pasted here as seen";
/** Members that are there to hold something secret: kept as a digest or encrypted, or used up at once. */
const FOR_SECRETS: ReadonlySet<string> = new Set(["password", "current_password", "token", "config"]);
/** Rooms that look themselves: with words of their own, and at a file's cells one by one. */
const LOOKS_ITSELF = /^\/api\/v1\/(keys(\/|$)|directory\/import$)/;

/**
 * Whatever somebody writes in a field may be a key that they meant to paste elsewhere: no field of any room stores it.
 * @throws validation_failed naming each such field, never what it holds
 */
export function refusePastedKeys(body: unknown, path: string): void {
  if (typeof body !== "object" || body === null || LOOKS_ITSELF.test(path)) return;
  const pointers = Object.entries(body).flatMap(([name, value]) => (FOR_SECRETS.has(name) ? [] : keyShaped(value, `/${name}`)));
  if (pointers.length === 0) return;
  throw new DomainError("validation_failed", `${pointers.join(", ")}: ${DETAIL}.`, {
    errors: pointers.map((pointer) => ({ pointer, detail: DETAIL })),
  });
}
