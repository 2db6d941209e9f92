import type pg from "pg";
import { bumpVersion } from "@/lib/platform/change-versions";
import { now, nowMs } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { readKey } from "./alter-key";
import { fault, refuseKeys } from "./checks";
import type { KeyFinding } from "./contract";
import { type Editor, requireEditor } from "./editor";
import { type FindingRow, loadFindings } from "./queries/load-findings";
import { visibleKeys } from "./queries/visible-keys";
import { shownFinding } from "./shown";

/** Accepts an open finding until an end date; from then on it counts again. */
export function acceptFinding(id: string, given: { reason: string; until: number }, editor: Editor): Promise<KeyFinding> {
  refuseKeys({ reason: given.reason });
  if (given.until <= nowMs()) throw fault("/until", "lies in the past");
  return judged(id, editor, "key_finding.accept", (client, { subject, kind }) =>
    client.query(
      `INSERT INTO key_acceptance (subject, kind, reason, until, accepted_at, accepted_by) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (subject, kind) DO UPDATE SET reason = excluded.reason, until = excluded.until,
         accepted_at = excluded.accepted_at, accepted_by = excluded.accepted_by`,
      [subject, kind, given.reason, new Date(given.until), now(), editor.name],
    ),
  );
}

/** Takes an acceptance back. Without one, nothing changes. */
export function withdrawAcceptance(id: string, editor: Editor): Promise<KeyFinding> {
  return judged(id, editor, "key_finding.withdraw_acceptance", (client, { subject, kind }) =>
    client.query("DELETE FROM key_acceptance WHERE subject = $1 AND kind = $2", [subject, kind]),
  );
}

async function judged(
  id: string,
  editor: Editor,
  action: string,
  change: (client: pg.ClientBase, row: FindingRow) => Promise<{ rowCount: number | null }>,
): Promise<KeyFinding> {
  return inTransaction(async (client) => {
    const row = await open(client, id);
    const visible = await visibleKeys(client, editor.reach);
    if (visible?.has(row.subject) === false) throw unknown();
    if (row.kind === "unregistered") {
      if (!editor.editsAll) throw new DomainError("forbidden", "Nobody owns this key yet: an admin may accept that.");
    } else requireEditor(editor, await readKey(client, row.subject, editor.reach));
    const { rowCount } = await change(client, row);
    const after = await open(client, id);
    if (rowCount === 0) return shownFinding(after);
    const note = (finding: FindingRow) => ({ kind: finding.kind, reason: finding.reason, until: finding.until });
    await editor.note(client, { action, subject: `key_finding:${row.subject}`, before: note(row), after: note(after) });
    await bumpVersion(client, "key_findings");
    return shownFinding(after);
  });
}

async function open(client: pg.ClientBase, id: string): Promise<FindingRow> {
  const [row] = await loadFindings(client, { id }, now());
  if (!row) throw unknown();
  return row;
}

const unknown = () => new DomainError("not_found", "There is no open finding with this id.");
