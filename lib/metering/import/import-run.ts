import { createHash } from "node:crypto";
import { pool } from "@/lib/platform/database";
import type { ImportOptions } from "./options";
import type { SourceFile } from "./source-file";

/** What is remembered of importing one file with one set of options, so that an interrupted run goes on. */
export interface ImportRun {
  id: string;
  /** Everything up to this line is committed. */
  linesDone: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  shiftMs: number;
  finished: boolean;
}

/** The same bytes read in the same way, under whatever name. */
export function importRunId(digest: string, file: SourceFile, options: ImportOptions): string {
  const pairs = [
    ...options.mappings.map((each) => [each.field.name, each.column]),
    ...options.settings.map((each) => [each.field.name, each.text]),
  ];
  const way = [pairs, file.format, file.delimiter, options.timezone, options.source, options.shiftToNow];
  return createHash("sha256")
    .update(JSON.stringify([digest, way]))
    .digest("hex");
}

interface Row {
  id: string;
  lines_done: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  shift_ms: number;
  finished_at: Date | null;
}

export async function findImportRuns(ids: readonly string[]): Promise<Map<string, ImportRun>> {
  const { rows } = await pool().query<Row>(
    "SELECT id, lines_done, accepted, duplicates, rejected, shift_ms, finished_at FROM import_run WHERE id = ANY ($1)",
    [ids],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        linesDone: row.lines_done,
        accepted: row.accepted,
        duplicates: row.duplicates,
        rejected: row.rejected,
        shiftMs: row.shift_ms,
        finished: row.finished_at !== null,
      },
    ]),
  );
}

/** Begins a run, or begins a finished one again from its first line. */
export async function beginImportRun(id: string, fileName: string, shiftMs: number): Promise<ImportRun> {
  await pool().query(
    `INSERT INTO import_run (id, file_name, shift_ms) VALUES ($1, $2, $3)
     ON CONFLICT (id) DO UPDATE SET file_name = $2, shift_ms = $3, started_at = now(), finished_at = NULL,
       lines_done = 0, accepted = 0, duplicates = 0, rejected = 0`,
    [id, fileName, shiftMs],
  );
  return { id, linesDone: 0, accepted: 0, duplicates: 0, rejected: 0, shiftMs, finished: false };
}

/** Called after the commit of what it notes: what a crash between them leaves undone comes again, as duplicates. */
export async function noteProgress(run: ImportRun): Promise<void> {
  await pool().query(
    `UPDATE import_run SET lines_done = greatest(lines_done, $2), accepted = $3, duplicates = $4, rejected = $5,
       finished_at = CASE WHEN $6 THEN now() END WHERE id = $1`,
    [run.id, run.linesDone, run.accepted, run.duplicates, run.rejected, run.finished],
  );
}
