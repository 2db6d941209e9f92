import type pg from "pg";
import { uuidv7 } from "uuidv7";
import type { Judgement } from "../findings";

export interface Judged extends Judgement {
  subject: string;
  keyId: string | null;
}

interface OpenRow {
  id: string;
  subject: string;
  kind: string;
  severity: string;
  evidence: Record<string, unknown>;
}

/** The order of members is the database's own. */
function sameEvidence(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const text = (value: Record<string, unknown>) => JSON.stringify(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)));
  return text(a) === text(b);
}

/**
 * Makes the open findings of these subjects those that were judged: new ones are opened, those whose
 * cause is gone are cleared, the others keep when they began.
 * @param subjects null for all that `registered` says
 * @returns whether one was opened or cleared
 */
export async function reconcileFindings(
  client: pg.ClientBase,
  scope: { subjects: readonly string[] | null; registered: boolean },
  judged: readonly Judged[],
  at: Date,
): Promise<boolean> {
  const { rows } = await client.query<OpenRow>(
    `SELECT id, subject, kind, severity, evidence FROM key_finding
     WHERE cleared_at IS NULL AND (kind <> 'unregistered') = $2 AND ($1::text[] IS NULL OR subject = ANY($1))`,
    [scope.subjects, scope.registered],
  );
  const nameOf = (row: { subject: string; kind: string }) => `${row.subject}\u0000${row.kind}`;
  const open = new Map(rows.map((row) => [nameOf(row), row]));
  const opened: Judged[] = [];
  for (const each of judged) {
    const known = open.get(nameOf(each));
    open.delete(nameOf(each));
    if (!known) opened.push(each);
    else if (known.severity !== each.severity || !sameEvidence(known.evidence, each.evidence))
      await client.query("UPDATE key_finding SET severity = $2, evidence = $3, updated_at = $4 WHERE id = $1", [
        known.id,
        each.severity,
        JSON.stringify(each.evidence),
        at,
      ]);
  }
  const gone = [...open.values()].map((row) => row.id);
  if (gone.length > 0) await client.query("UPDATE key_finding SET cleared_at = $2 WHERE id = ANY($1::uuid[])", [gone, at]);
  if (opened.length > 0)
    await client.query(
      `INSERT INTO key_finding (id, subject, key_id, kind, severity, evidence, opened_at, updated_at)
       SELECT u.id, u.subject, u.key_id, u.kind, u.severity, u.evidence::jsonb, $7, $7
       FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[]) AS u(id, subject, key_id, kind, severity, evidence)`,
      [
        opened.map(() => uuidv7()),
        opened.map((each) => each.subject),
        opened.map((each) => each.keyId),
        opened.map((each) => each.kind),
        opened.map((each) => each.severity),
        opened.map((each) => JSON.stringify(each.evidence)),
        at,
      ],
    );
  return opened.length > 0 || gone.length > 0;
}
