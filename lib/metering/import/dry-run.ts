import { prepareBuilder } from "./build-event";
import type { ImportOptions } from "./options";
import { readEvent } from "./read-event";
import type { RejectedLine } from "./rejected-file";
import { inspectFile, recordsOf } from "./source-file";

export interface DryRun {
  /** Lines that could be imported, and those that could not. */
  usable: number;
  rejected: number;
  /** The first few of them. */
  examples: (RejectedLine & { file: string })[];
  /** Event times found. */
  first: string | null;
  last: string | null;
}

const MOST_EXAMPLES = 20;

/**
 * Reads files as an import would, and stores nothing: no database is needed.
 * @throws ImportError as importFiles does
 */
export async function tryFiles(options: ImportOptions): Promise<DryRun> {
  const found: DryRun = { usable: 0, rejected: 0, examples: [], first: null, last: null };
  for (const path of options.files) {
    const file = await inspectFile(path, options);
    const builder = await prepareBuilder(file, options);
    for await (const records of recordsOf(file, 0)) {
      for (const record of records) {
        const read = readEvent(record, builder, options);
        if (read.ok) {
          found.usable++;
          const { time } = read.event;
          if (found.first === null || time < found.first) found.first = time;
          if (found.last === null || time > found.last) found.last = time;
          continue;
        }
        found.rejected++;
        if (found.examples.length < MOST_EXAMPLES) {
          found.examples.push({ file: path, line: record.line, reason: read.reason, text: record.text });
        }
      }
    }
  }
  return found;
}
