import { prisma } from "@/lib/platform/database";
import type { AuditEntryAnswer } from "./contract";
import { decodeCursor, NUMBER, page } from "./cursor";

interface AuditFilter {
  action?: string | undefined;
  subject?: string | undefined;
  actor?: string | undefined;
}

/** The audit log, newest first. */
export async function listAudit(limit: number, cursor: string | undefined, filter: AuditFilter) {
  const before = decodeCursor(cursor, NUMBER);
  const found = await prisma().auditLog.findMany({
    where: {
      ...(before ? { id: { lt: BigInt(before) } } : {}),
      ...(filter.action ? { action: filter.action } : {}),
      ...(filter.subject ? { subject: filter.subject } : {}),
      ...(filter.actor ? { actorName: filter.actor } : {}),
    },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const { rows, next_cursor } = page(found, limit, (row) => String(row.id));
  const entries = rows.map((row) => ({
    id: String(row.id),
    at: row.at.toISOString(),
    actor: { kind: row.actorKind as "user" | "token" | "system", id: row.actorId, name: row.actorName },
    ip: row.ip,
    action: row.action,
    subject: row.subject,
    before: row.before as AuditEntryAnswer["before"],
    after: row.after as AuditEntryAnswer["after"],
  }));
  return { entries, next_cursor };
}
