import type pg from "pg";
import { maskKeys } from "@/lib/metering/service";
import { nowMs } from "@/lib/platform/clock";
import { DomainError, type FieldError } from "@/lib/platform/errors";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const EMAIL = /^[^\s@"<>]+@[^\s@"<>]+\.[^\s@"<>]+$/;

export function fault(pointer: string, detail: string): DomainError {
  return new DomainError("validation_failed", `${pointer}: ${detail}.`, { errors: [{ pointer, detail }] });
}

export const LOOKS_LIKE_KEY =
  "holds what looks like a key itself; it was not stored. Send its SHA-256 as fingerprint, and treat a key that was pasted here as seen";

/** Where a value holds a key-shaped string: pointers, never the string. */
export function keyShaped(value: unknown, pointer = ""): string[] {
  if (typeof value === "string") return maskKeys(value) === value ? [] : [pointer];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    ...(maskKeys(name) === name ? keyShaped(member, `${pointer}/${name}`) : [pointer]),
  ]);
}

/** @throws validation_failed naming each field in which a key was pasted */
export function refuseKeys(body: unknown): void {
  const pointers = keyShaped(body);
  if (pointers.length === 0) return;
  const errors: FieldError[] = pointers.map((pointer) => ({ pointer, detail: LOOKS_LIKE_KEY }));
  throw new DomainError("validation_failed", `${pointers.join(", ")}: ${LOOKS_LIKE_KEY}.`, { errors });
}

export interface Owner {
  userId: string | null;
  email: string;
}

/**
 * Who is meant by an owner: a person here by id or e-mail, else an e-mail address of somebody without access.
 * @returns a sentence where there is no such owner
 */
export async function findOwner(client: { query: pg.Pool["query"] }, given: string): Promise<Owner | string> {
  const { rows } = await client.query<{ id: string; email: string; gone: boolean }>(
    "SELECT id, email, disabled_at IS NOT NULL AS gone FROM app_user WHERE id::text = lower($1) OR email = lower($1)",
    [given],
  );
  const [person] = rows;
  if (person) return person.gone ? `${person.email} has no access any more` : { userId: person.id, email: person.email };
  if (UUID.test(given)) return "there is no person with this id";
  if (EMAIL.test(given)) return { userId: null, email: given.toLowerCase() };
  return "is neither the id of a person here nor an e-mail address";
}

/** For who is limited to tenants: whose else the value is, and whether it is registered, is not theirs to know. */
export function inUseElsewhere(pointer: string): DomainError {
  return new DomainError("conflict", "This value is in use elsewhere already.", {
    errors: [{ pointer, detail: "is in use elsewhere already" }],
  });
}

interface Dates {
  last_rotated_at?: number | undefined;
  expires_at?: number | null | undefined;
}

/** What is wrong with the dates given. */
export function dateFaults({ last_rotated_at, expires_at }: Dates): FieldError[] {
  const errors: FieldError[] = [];
  if (expires_at !== undefined && expires_at !== null && expires_at <= nowMs())
    errors.push({ pointer: "/expires_at", detail: "lies in the past" });
  if (last_rotated_at !== undefined && last_rotated_at > nowMs())
    errors.push({ pointer: "/last_rotated_at", detail: "lies in the future" });
  return errors;
}

export function requireNone(errors: readonly FieldError[]): void {
  const [first] = errors;
  if (first) throw new DomainError("validation_failed", `${first.pointer}: ${first.detail}.`, { errors: [...errors] });
}
