import { type Atto, atto } from "@/lib/platform/decimal";
import type { EventResult, ParsedEvent, ParseOutcome } from "../event";
import type { EventBuilder } from "./build-event";
import type { FileRecord } from "./csv-records";
import { ImportError } from "./import-error";
import { type ImportRun, noteProgress } from "./import-run";
import type { ImportOptions } from "./options";
import { readEvent, reasonOf } from "./read-event";
import { RejectedFile, type RejectedLine } from "./rejected-file";
import { type ReadProgress, recordsOf, type SourceFile } from "./source-file";
import { shiftTimestamp } from "./timestamps";

/** Records one batch, all or nothing, and says what became of each event, in order. */
export type FileSink = (outcomes: ParseOutcome[], raws: unknown[]) => Promise<EventResult[]>;

const BATCHES_IN_FLIGHT = 2;
interface FileWork {
  file: SourceFile;
  builder: EventBuilder;
  run: ImportRun;
  options: ImportOptions;
  sink: FileSink;
  signal: AbortSignal | undefined;
  onProgress: (bytesRead: number, settled: number) => void;
}

interface Batch {
  events: ParsedEvent[];
  raws: unknown[];
  /** The line and text of each event, in the same order. */
  origins: { line: number; text: string }[];
  rejected: RejectedLine[];
  lastLine: number;
}

export interface FileDone {
  cost: Atto;
  unpriced: number;
  /** Events settled by this call, whatever became of them. */
  settled: number;
  rejectedPath: string | null;
}

/** Imports what `run` has not yet done of a file, and keeps `run` up to date as batches commit, in order. */
export async function runFile(work: FileWork): Promise<FileDone> {
  const { file, run, options } = work;
  const rejectedFile = await RejectedFile.prepare(file.path, options.workingFolder, run.linesDone);
  const done: FileDone = { cost: atto(0), unpriced: 0, settled: 0, rejectedPath: null };
  const progress: ReadProgress = { bytesRead: 0 };
  const waiting: { batch: Batch; results: Promise<EventResult[]> }[] = [];

  const settleOldest = async () => {
    const oldest = waiting.shift();
    if (!oldest) return;
    const { batch, results } = oldest;
    done.settled += batch.events.length + batch.rejected.length;
    await rejectedFile.write(take(run, done, batch, await results));
    run.linesDone = batch.lastLine;
    await noteProgress(run);
    work.onProgress(progress.bytesRead, done.settled);
  };
  const send = async (batch: Batch) => {
    while (waiting.length >= BATCHES_IN_FLIGHT) await settleOldest();
    const outcomes = batch.events.map((event): ParseOutcome => ({ ok: true, event }));
    const results = outcomes.length > 0 ? work.sink(outcomes, batch.raws) : Promise.resolve([]);
    // Awaited in its turn; until then a failure is not an unhandled one.
    results.catch(() => {});
    waiting.push({ batch, results });
  };

  let batch = emptyBatch();
  let damage: ImportError | undefined;
  try {
    for await (const records of recordsOf(file, run.linesDone, progress)) {
      for (const record of records) {
        add(batch, record, work);
        if (batch.origins.length + batch.rejected.length < options.batch) continue;
        await send(batch);
        batch = emptyBatch();
      }
      if (work.signal?.aborted) break;
    }
  } catch (error) {
    if (!(error instanceof ImportError)) {
      await Promise.allSettled(waiting.map(({ results }) => results));
      throw error;
    }
    damage = error;
  }
  if (!work.signal?.aborted && batch.lastLine > 0) await send(batch);
  while (waiting.length > 0) await settleOldest();
  if (damage) throw new ImportError(`${damage.message} What could be read was imported, up to line ${run.linesDone}.`, true);
  if (!work.signal?.aborted) {
    run.finished = true;
    await noteProgress(run);
    work.onProgress(file.size, done.settled);
  }
  done.rejectedPath = rejectedFile.exists ? rejectedFile.path : null;
  return done;
}

function emptyBatch(): Batch {
  return { events: [], raws: [], origins: [], rejected: [], lastLine: 0 };
}

/** Reads one record into the batch: as an event, or as a line that is none. */
function add(batch: Batch, record: FileRecord<unknown>, { builder, run, options }: FileWork): void {
  batch.lastLine = record.lastLine;
  const { line, text } = record;
  const read = readEvent(record, builder, options);
  if (!read.ok) {
    batch.rejected.push({ line, reason: read.reason, text });
    return;
  }
  batch.events.push(options.shiftToNow ? shifted(read.event, run.shiftMs) : read.event);
  batch.raws.push(read.raw);
  batch.origins.push({ line, text });
}

/** The identity and the payload's hash stay those of the line as it was: a second run finds duplicates. */
function shifted(event: ParsedEvent, shiftMs: number): ParsedEvent {
  if (!event.timeGiven) return event;
  return { ...event, timeMs: event.timeMs + shiftMs, time: shiftTimestamp(event.time, shiftMs) };
}

/** Counts a batch's results and gives the lines that were not taken. */
function take(run: ImportRun, done: FileDone, batch: Batch, results: readonly EventResult[]): RejectedLine[] {
  const refused: RejectedLine[] = [];
  for (const result of results) {
    const origin = batch.origins[result.index];
    if (result.status === "accepted") {
      run.accepted++;
      if (result.costUsd !== null) done.cost += atto(result.costUsd);
      if (result.pricing === "unpriced") done.unpriced++;
    } else if (result.status === "duplicate") run.duplicates++;
    else if (origin) refused.push({ ...origin, reason: reasonOf(result.errors ?? []) || result.status });
  }
  const rejected = [...batch.rejected, ...refused].sort((left, right) => left.line - right.line);
  run.rejected += rejected.length;
  return rejected;
}
