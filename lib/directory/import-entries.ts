import type pg from "pg";
import type { Author } from "@/lib/platform/author";
import { inTransaction } from "@/lib/platform/database";
import { DomainError, type FieldError, isDomainError } from "@/lib/platform/errors";
import { applyChange, findEntry, insertEntry, lockDirectory } from "./change-entries";
import { DIRECTORY_KINDS, type DirectoryKind, type EntryChange, type EntryImport, newEntry } from "./contract";
import { refreshNames } from "./names/service";
import { type FileRow, fieldsOf, readEntryFile } from "./read-entry-file";

const MOST_ERRORS = 200;

/** Undoes a dry run. */
class Rehearsed extends Error {}

interface Row {
  line: number;
  kind: DirectoryKind;
  name: string;
  change: EntryChange;
  action: EntryImport["rows"][number]["action"];
}

/**
 * Takes a file of entries: rows of names that are known change them, others enter them. All of it or nothing; a dry run does
 * the same and keeps nothing.
 * @throws validation_failed naming every fault with its line
 */
export async function importEntries(csv: string, dryRun: boolean, author: Author): Promise<EntryImport> {
  const read = readEntryFile(csv);
  const faults = read.filter((each): each is FieldError => "pointer" in each);
  if (faults.length > 0) throw refused(faults);
  const done: Row[] = [];
  try {
    await inTransaction(async (client) => {
      await lockDirectory(client);
      await takeRows(client, read as FileRow[], author, done);
      if (dryRun) throw new Rehearsed();
    });
  } catch (error) {
    if (!(error instanceof Rehearsed)) throw error;
  }
  if (!dryRun) await refreshNames();
  const count = (action: Row["action"]) => done.filter((row) => row.action === action).length;
  const rows = done.map(({ line, action, kind, name }) => ({ line, action, kind, name }));
  return { dry_run: dryRun, created: count("create"), changed: count("change"), unchanged: count("none"), rows };
}

function refused(errors: readonly FieldError[]): DomainError {
  const more = errors.length > 1 ? ` and ${errors.length - 1} more` : "";
  return new DomainError("validation_failed", `The file was not taken, nothing was changed: ${errors[0]?.detail}${more}.`, {
    errors: errors.slice(0, MOST_ERRORS),
  });
}

function lineErrors(line: number, errors: readonly FieldError[]): FieldError[] {
  return errors.map(({ pointer, detail }) => ({
    pointer: `/csv/${line}${pointer}`,
    detail: `line ${line}: ${pointer.slice(1)} ${detail}`,
  }));
}

function readRow(row: FileRow): Row | FieldError[] {
  const { kind: given = "", name: asked = "" } = row.cells;
  const kind = DIRECTORY_KINDS.find((each) => each === given);
  const parsed = newEntry.safeParse({ name: asked, ...fieldsOf(row) });
  const errors = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => ({ pointer: `/${path.join("/")}`, detail: message }));
  if (!kind) errors.unshift({ pointer: "/kind", detail: `must be one of ${DIRECTORY_KINDS.join(", ")}` });
  if (!kind || !parsed.success) return lineErrors(row.line, errors);
  const { name, ...change } = parsed.data;
  return { line: row.line, kind, name, change, action: "none" };
}

/** Names first, so that rows may name each other; then what is said of them, merges last. */
async function takeRows(client: pg.ClientBase, file: readonly FileRow[], author: Author, done: Row[]): Promise<void> {
  const errors: FieldError[] = [];
  const known = new Map<string, number>();
  for (const row of file) {
    const read = readRow(row);
    if (Array.isArray(read)) {
      errors.push(...read);
      continue;
    }
    const id = `${read.kind} ${read.name}`;
    const before = known.get(id);
    if (before !== undefined)
      errors.push(...lineErrors(row.line, [{ pointer: "/name", detail: `is on line ${before} already` }]));
    else known.set(id, row.line);
    done.push(read);
  }
  const each = async (work: (row: Row) => Promise<void>) => {
    for (const row of done) {
      try {
        await work(row);
      } catch (error) {
        if (!isDomainError(error)) throw error;
        errors.push(...lineErrors(row.line, error.errors.length > 0 ? error.errors : [{ pointer: "/", detail: error.message }]));
      }
    }
  };
  await each(async (row) => {
    if (await findEntry(client, row.kind, row.name)) return;
    await insertEntry(client, row.kind, { name: row.name }, author);
    row.action = "create";
  });
  const apply = (pick: (change: EntryChange) => EntryChange) =>
    each(async (row) => {
      const change = pick(row.change);
      if (Object.keys(change).length === 0) return;
      const before = await findEntry(client, row.kind, row.name);
      if (!before || !(await applyChange(client, before, change, author))) return;
      if (row.action === "none") row.action = "change";
    });
  await apply(({ merged_into: into, ...rest }) => (into === null ? { ...rest, merged_into: null } : rest));
  await apply(({ merged_into: into }) => (into ? { merged_into: into } : {}));
  if (errors.length > 0) throw refused(errors);
}
