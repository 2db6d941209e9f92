import type { Principal } from "./principal";

/** A connection inside the transaction that makes the change. */
export interface Connection {
  query(text: string, values: unknown[]): Promise<unknown>;
}

export interface AuditEntry {
  /** Who did it; null when nobody was signed in (a refused sign-in). */
  actor: Principal | null;
  /** thing.verb: `token.create`, `price_override.delete`. */
  action: string;
  /** What it was done to: `token:first-token`, `user:ada@example.com`. */
  subject: string;
  before?: unknown;
  after?: unknown;
  ip?: string | null;
}

const SECRET_NAME = /password|secret|token_?hash|authorization|^token$|api_?key|cookie/i;
const SECRET_TEXT = /\b(cw_[\w-]{16,}|sk-[\w-]{16,})/g;

/** The value with everything secret replaced, by the name of its field or by its looks. */
export function masked(value: unknown): unknown {
  if (typeof value === "string") return value.replace(SECRET_TEXT, (found) => `${found.slice(0, 3)}***`);
  if (Array.isArray(value)) return value.map(masked);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "bigint") return value.toString();
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, SECRET_NAME.test(name) && each !== null ? "***" : masked(each)]),
  );
}

/** Appends to the audit log, in the transaction of the change itself: neither exists without the other. */
export async function audit(client: Connection, entry: AuditEntry): Promise<void> {
  const { actor } = entry;
  const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(masked(value)));
  await client.query(
    `INSERT INTO audit_log (actor_kind, actor_id, actor_name, ip, action, subject, before, after)
     VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb)`,
    [
      actor?.kind ?? "system",
      actor?.id ?? null,
      actor === null ? "nobody" : actor.kind === "user" ? actor.email : actor.name,
      entry.ip ?? null,
      entry.action,
      entry.subject,
      json(entry.before),
      json(entry.after),
    ],
  );
}
