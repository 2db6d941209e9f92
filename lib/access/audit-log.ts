import { prisma } from "@/lib/platform/database";
import type { AuditLog, Prisma } from "@/lib/platform/generated/prisma/client";
import type { AuditEntryAnswer, AuditFilter } from "./contract";
import { decodeCursor, NUMBER, page } from "./cursor";

function where(filter: AuditFilter, before: bigint | null): Prisma.AuditLogWhereInput {
  const { action, subject, actor, ip, from, to } = filter;
  return {
    ...(before === null ? {} : { id: { lt: before } }),
    // "user" stands for all that is done to people: user.invite, user.change…
    ...(action ? { action: action.includes(".") ? action : { startsWith: `${action}.` } } : {}),
    ...(subject ? { subject } : {}),
    ...(actor ? { actorName: actor } : {}),
    ...(ip ? { ip } : {}),
    ...(from === undefined && to === undefined
      ? {}
      : {
          at: {
            ...(from === undefined ? {} : { gte: new Date(from) }),
            ...(to === undefined ? {} : { lt: new Date(to) }),
          },
        }),
  };
}

function read(filter: AuditFilter, before: bigint | null, take: number): Promise<AuditLog[]> {
  return prisma().auditLog.findMany({ where: where(filter, before), orderBy: { id: "desc" }, take });
}

function shown(row: AuditLog): AuditEntryAnswer {
  return {
    id: String(row.id),
    at: row.at.toISOString(),
    actor: { kind: row.actorKind as "user" | "token" | "system", id: row.actorId, name: row.actorName },
    ip: row.ip,
    action: row.action,
    subject: row.subject,
    before: row.before as AuditEntryAnswer["before"],
    after: row.after as AuditEntryAnswer["after"],
  };
}

/** The audit log, newest first. */
export async function listAudit(limit: number, cursor: string | undefined, filter: AuditFilter) {
  const before = decodeCursor(cursor, NUMBER);
  const found = await read(filter, before === null ? null : BigInt(before), limit + 1);
  const { rows, next_cursor } = page(found, limit, (row) => String(row.id));
  return { entries: rows.map(shown), next_cursor };
}

const EXPORTED_AT_ONCE = 1000;

/** Every entry that fits, newest first, a thousand at a time: as much is read as is taken. */
export async function* exportAudit(filter: AuditFilter): AsyncGenerator<AuditEntryAnswer[]> {
  let before: bigint | null = null;
  for (;;) {
    const rows: AuditLog[] = await read(filter, before, EXPORTED_AT_ONCE);
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(shown);
    before = last.id;
  }
}

export const AUDIT_COLUMNS = [
  "at",
  "actor_kind",
  "actor_id",
  "actor",
  "ip",
  "action",
  "subject",
  "before",
  "after",
  "id",
] as const;

/** An entry as a row of a sheet; what was before and after as JSON. */
export function auditRow({ id, at, actor, ip, action, subject, before, after }: AuditEntryAnswer): (string | null)[] {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  return [at, actor.kind, actor.id, actor.name, ip, action, subject, json(before), json(after), id];
}
