import type pg from "pg";
import { now } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { DomainError, type FieldError, isDomainError } from "@/lib/platform/errors";
import { type Altered, lockKey, settleKeys } from "./alter-key";
import { applyChange } from "./change-key";
import { keyShaped, LOOKS_LIKE_KEY } from "./checks";
import { type KeyImport, keyChange, newKey } from "./contract";
import { type Editor, requireEditor } from "./editor";
import { forgetLineages } from "./lineages";
import { type FileRow, fieldsOf, readKeyFile } from "./read-key-file";
import { checkNewKey, insertKey } from "./register-key";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MOST_ERRORS = 200;

/** Undoes a dry run. */
class Rehearsed extends Error {}

type Action = KeyImport["rows"][number]["action"];

/**
 * Takes a file of keys: rows with an id change that key, rows without register one. All of it or
 * nothing; a dry run does the same and keeps nothing.
 * @throws validation_failed naming every fault with its line
 */
export async function importKeys(csv: string, dryRun: boolean, editor: Editor): Promise<KeyImport> {
  const read = readKeyFile(csv);
  const faults = read.filter((each): each is FieldError => "pointer" in each);
  if (faults.length > 0) throw refused(faults);
  const rows = read as FileRow[];
  const done: KeyImport["rows"] = [];
  try {
    await inTransaction(async (client) => {
      await takeRows(client, rows, editor, done);
      if (dryRun) throw new Rehearsed();
    });
  } catch (error) {
    if (!(error instanceof Rehearsed)) throw error;
  }
  if (!dryRun) forgetLineages();
  const count = (action: Action) => done.filter((row) => row.action === action).length;
  return { dry_run: dryRun, created: count("create"), changed: count("change"), unchanged: count("none"), rows: done };
}

async function takeRows(client: pg.ClientBase, rows: readonly FileRow[], editor: Editor, done: KeyImport["rows"]): Promise<void> {
  const errors: FieldError[] = [];
  const altered: Altered[] = [];
  for (const row of rows) {
    try {
      const made = await takeRow(client, row, editor);
      if (made.altered) altered.push(made.altered);
      done.push({ line: row.line, action: made.action, name: row.cells.name ?? "" });
    } catch (error) {
      if (!isDomainError(error)) throw error;
      errors.push(...lineErrors(row.line, error));
    }
  }
  if (errors.length > 0) throw refused(errors);
  if (altered.length > 0) await settleKeys(client, altered, editor);
}

function lineErrors(line: number, error: DomainError): FieldError[] {
  if (error.errors.length === 0) return [{ pointer: `/csv/${line}`, detail: `line ${line}: ${error.message}` }];
  return error.errors.map(({ pointer, detail }) => ({
    pointer: `/csv/${line}${pointer}`,
    detail: `line ${line}: ${pointer.slice(1)} ${detail}`,
  }));
}

function refused(errors: readonly FieldError[]): DomainError {
  const more = errors.length > 1 ? ` and ${errors.length - 1} more` : "";
  return new DomainError("validation_failed", `The file was not taken, nothing was changed: ${errors[0]?.detail}${more}.`, {
    errors: errors.slice(0, MOST_ERRORS),
  });
}

function invalid(issues: readonly { path: PropertyKey[]; message: string }[]): DomainError {
  const errors = issues.map(({ path, message }) => ({ pointer: `/${path.join("/")}`, detail: message }));
  return new DomainError("validation_failed", "The row is not valid.", { errors });
}

async function takeRow(client: pg.ClientBase, row: FileRow, editor: Editor): Promise<{ action: Action; altered?: Altered }> {
  const pasted = keyShaped(row.cells);
  if (pasted.length > 0) throw invalid(pasted.map((pointer) => ({ path: [pointer.slice(1)], message: LOOKS_LIKE_KEY })));
  const { id } = row.cells;
  if (!id) {
    const given = newKey.safeParse(fieldsOf(row, false));
    if (!given.success) throw invalid(given.error.issues);
    const made = await insertKey(client, await checkNewKey(client, given.data, editor.reach), editor);
    return { action: "create", altered: { id: made, action: "key.register", before: null } };
  }
  if (!UUID.test(id)) throw invalid([{ path: ["id"], message: "is not the id of a key" }]);
  const given = keyChange.safeParse(fieldsOf(row, true));
  if (!given.success) throw invalid(given.error.issues);
  const before = await lockKey(client, id, editor.reach);
  requireEditor(editor, before);
  // A row of an export that nobody touched says what is there: dates that are past by now are no fault of it.
  const change = given.data;
  if (change.expires_at === before.expiresAt?.getTime()) delete change.expires_at;
  if (change.last_rotated_at === before.rotatedAt.getTime()) delete change.last_rotated_at;
  if (!(await applyChange(client, before, change, editor))) return { action: "none" };
  await client.query("UPDATE provider_key SET updated_at = $2 WHERE id = $1", [id, now()]);
  return { action: "change", altered: { id, action: "key.change", before } };
}
