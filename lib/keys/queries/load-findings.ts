import type pg from "pg";
import type { FindingKind, Severity } from "../contract";

export interface FindingRow {
  id: string;
  subject: string;
  kind: FindingKind;
  severity: Severity;
  evidence: Record<string, string | number | string[] | null>;
  opened_at: Date;
  cleared_at: Date | null;
  reason: string | null;
  until: Date | null;
  accepted_by: string | null;
  accepted_at: Date | null;
}

/** Open findings of these subjects, with who accepts them at an instant. */
export async function loadFindings(
  client: { query: pg.Pool["query"] },
  filter: { subjects?: readonly string[]; id?: string },
  at: Date,
): Promise<FindingRow[]> {
  const { rows } = await client.query<FindingRow>(
    `SELECT f.*, a.reason, a.until, a.accepted_by, a.accepted_at
     FROM key_finding AS f LEFT JOIN key_acceptance AS a ON a.subject = f.subject AND a.kind = f.kind AND a.until > $3
     WHERE f.cleared_at IS NULL AND ($1::text[] IS NULL OR f.subject = ANY($1)) AND ($2::uuid IS NULL OR f.id = $2)
     ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low', 'info'], f.severity), f.opened_at, f.kind`,
    [filter.subjects ?? null, filter.id ?? null, at],
  );
  return rows;
}

/** What was found of one subject before and is gone, the latest first. */
export async function loadPastFindings(client: { query: pg.Pool["query"] }, subject: string): Promise<FindingRow[]> {
  const { rows } = await client.query<FindingRow>(
    `SELECT f.*, NULL AS reason, NULL AS until, NULL AS accepted_by, NULL AS accepted_at FROM key_finding AS f
     WHERE f.subject = $1 AND f.cleared_at IS NOT NULL ORDER BY f.cleared_at DESC LIMIT 50`,
    [subject],
  );
  return rows;
}
