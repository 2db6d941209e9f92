import { nowMs } from "@/lib/platform/clock";
import { type Atto, atto } from "@/lib/platform/decimal";
import { recordEvents } from "../record-events";
import { type EventBuilder, prepareBuilder } from "./build-event";
import { ImportError } from "./import-error";
import { beginImportRun, findImportRuns, type ImportRun, importRunId } from "./import-run";
import { latestTimeMs } from "./latest-time";
import type { ImportOptions } from "./options";
import { type FileSink, runFile } from "./run-file";
import { digestOf, inspectFile, type SourceFile } from "./source-file";

export { tryFiles } from "./dry-run";
export { type DemoOptions, type DemoSummary, importDemo } from "./import-demo";
export { ImportError } from "./import-error";
export { type ImportOptions, parseImportOptions } from "./options";

export interface ImportedFile {
  path: string;
  accepted: number;
  duplicates: number;
  rejected: number;
  /** Where the rejected lines are; null when there are none. */
  rejectedPath: string | null;
  /** The line after which an interrupted run went on; 0 for one from the beginning. */
  resumedAfter: number;
}

export interface ImportSummary {
  files: ImportedFile[];
  /** Sums over the files. After an interruption they count what was imported before it too. */
  accepted: number;
  duplicates: number;
  rejected: number;
  /** Of the events this run accepted: their effective cost, and how many have none because their model has no price. */
  cost: Atto;
  unpriced: number;
  elapsedMs: number;
  /** Stopped by the signal: the same command goes on from there. */
  interrupted: boolean;
}

export interface ImportHooks {
  onProgress?: (progress: ImportProgress) => void;
  /** Stops after the batches under way; what is committed is noted. */
  signal?: AbortSignal;
  /** Where events go: the ledger, unless a test says otherwise. */
  sink?: FileSink;
}

export interface ImportProgress {
  file: string;
  /** Bytes of all files, read and in all. */
  bytesRead: number;
  bytes: number;
  /** Events settled in this run, whatever became of them. */
  settled: number;
}

interface Prepared {
  file: SourceFile;
  builder: EventBuilder;
  runId: string;
}

/**
 * Imports files into the ledger, each line once: an interrupted run goes on where it stopped, a repeated one
 * finds only duplicates. Every file is looked at before the first line of any is imported.
 * @throws ImportError when a file or an option cannot be used
 */
export async function importFiles(options: ImportOptions, hooks: ImportHooks = {}): Promise<ImportSummary> {
  const started = nowMs();
  const prepared = await prepare(options);
  const runs = await beginRuns(prepared, options);
  const summary = emptySummary();
  const bytes = prepared.reduce((sum, { file }) => sum + file.size, 0);
  let bytesBefore = 0;
  let settledBefore = 0;
  for (const { file, builder, runId } of prepared) {
    const run = runs.get(runId);
    if (!run) continue;
    const resumedAfter = run.linesDone;
    const done = await runFile({
      file,
      builder,
      run,
      options,
      sink: hooks.sink ?? ledgerSink(options),
      signal: hooks.signal,
      onProgress: (bytesRead, settled) =>
        hooks.onProgress?.({ file: file.path, bytesRead: bytesBefore + bytesRead, bytes, settled: settledBefore + settled }),
    });
    bytesBefore += file.size;
    settledBefore += done.settled;
    summary.files.push({
      path: file.path,
      accepted: run.accepted,
      duplicates: run.duplicates,
      rejected: run.rejected,
      rejectedPath: done.rejectedPath,
      resumedAfter,
    });
    summary.accepted += run.accepted;
    summary.duplicates += run.duplicates;
    summary.rejected += run.rejected;
    summary.cost += done.cost;
    summary.unpriced += done.unpriced;
    if (hooks.signal?.aborted) {
      summary.interrupted = !run.finished || prepared.length > summary.files.length;
      break;
    }
  }
  summary.elapsedMs = nowMs() - started;
  return summary;
}

function ledgerSink(options: ImportOptions): FileSink {
  const caller = {
    id: null,
    name: options.source,
    defaultEnvironment: null,
    trustsReportedCost: options.trustReported,
  };
  return (outcomes, raws) => recordEvents(outcomes, raws, caller);
}

async function prepare(options: ImportOptions): Promise<Prepared[]> {
  const prepared: Prepared[] = [];
  for (const path of options.files) {
    const file = await inspectFile(path, options);
    const builder = await prepareBuilder(file, options);
    const runId = importRunId(await digestOf(file), file, options);
    const same = prepared.find((each) => each.runId === runId);
    if (same) throw new ImportError(`${same.file.path} and ${path} have the same content; name it once.`);
    prepared.push({ file, builder, runId });
  }
  return prepared;
}

/** All runs begin together, so that after an interruption every file of the command is moved by the same time. */
async function beginRuns(prepared: readonly Prepared[], options: ImportOptions): Promise<Map<string, ImportRun>> {
  const known = await findImportRuns(prepared.map(({ runId }) => runId));
  const interrupted = [...known.values()].find((run) => !run.finished);
  const shiftMs = options.shiftToNow ? (interrupted?.shiftMs ?? (await shiftFor(prepared))) : 0;
  const runs = new Map<string, ImportRun>();
  for (const { file, runId } of prepared) {
    const run = known.get(runId);
    runs.set(runId, run && !run.finished ? run : await beginImportRun(runId, file.path, shiftMs));
  }
  return runs;
}

async function shiftFor(prepared: readonly Prepared[]): Promise<number> {
  let latest = Number.NEGATIVE_INFINITY;
  for (const { file, builder } of prepared) latest = Math.max(latest, await latestTimeMs(file, builder));
  if (latest === Number.NEGATIVE_INFINITY) throw new ImportError("--shift-to-now needs times: use --map timestamp=COLUMN.");
  return nowMs() - latest;
}

function emptySummary(): ImportSummary {
  return { files: [], accepted: 0, duplicates: 0, rejected: 0, cost: atto(0), unpriced: 0, elapsedMs: 0, interrupted: false };
}
