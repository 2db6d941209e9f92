import path from "node:path";
import { parseArgs } from "node:util";
import {
  ImportError,
  type ImportOptions,
  type ImportSummary,
  importFiles,
  parseImportOptions,
  tryFiles,
} from "@/lib/metering/import/service";
import { formatAtto } from "@/lib/platform/decimal";
import { duration, ProgressBar } from "../progress-bar";
import { type CommandContext, runCommand } from "./run-command";

const HELP = `Imports history from CSV and NDJSON files, plain or gzip.

  npm run import -- FILE... --map field=COLUMN,... --set field=value,...

  --map field=COLUMN,...  the column (CSV) or path (NDJSON, usage.prompt_tokens) that fills a field; may be repeated.
                          Quotes keep a comma: --map '"user=Last name, first"'
                          Without it, columns named as fields are taken, and NDJSON lines are events of our own contract
  --set field=value,...   a value for every event; may be repeated
                          fields: those of POST /ingest, its usage (input_tokens, output_tokens, cache_read_tokens, ...),
                          usage (a column of JSON), usage.NAME, tags.NAME, key.fingerprint, key.last4, cost_usd
  --format csv|ndjson     otherwise by the file's name and first character
  --delimiter C           one character, or tab; otherwise by the header
  --timezone ZONE         of times that name no zone, such as Europe/Berlin (otherwise UTC)
  --shift-to-now          moves all times so that the series ends now
  --source NAME           source of the events (otherwise "import")
  --trust-reported        cost_usd of these files wins over the price book
  --batch N               events a transaction (otherwise 5000)
  --dry-run               reads and checks, stores nothing

Lines are told apart by their content and number: importing a file again adds nothing, and an import that was
stopped goes on where it stopped. Lines that cannot be used go to FILE.rejected with their number and the reason.
`;

/** Exit codes: the import was not begun because of what was asked; it was stopped. */
const REFUSED = 2;
const STOPPED = 130;

interface Asked {
  options: ImportOptions;
  dryRun: boolean;
}

/** @returns null when only help was asked for */
function readOptions(file: (name: string) => string): Asked | null {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      map: { type: "string", multiple: true },
      set: { type: "string", multiple: true },
      format: { type: "string" },
      delimiter: { type: "string" },
      timezone: { type: "string" },
      "shift-to-now": { type: "boolean" },
      source: { type: "string" },
      "trust-reported": { type: "boolean" },
      batch: { type: "string" },
      "dry-run": { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return null;
  const { "shift-to-now": shiftToNow, "trust-reported": trustReported, "dry-run": dryRun, help: _, ...rest } = values;
  const files = positionals.map(file);
  return {
    options: parseImportOptions({ ...rest, files, workingFolder: file("."), shiftToNow, trustReported }),
    dryRun: dryRun ?? false,
  };
}

async function importCommand(options: ImportOptions, { signal }: CommandContext): Promise<number> {
  const bar = new ProgressBar("Importing");
  try {
    const summary = await importFiles(options, {
      signal,
      onProgress: ({ bytesRead, bytes, settled }) => bar.update(bytes > 0 ? bytesRead / bytes : 1, settled),
    });
    bar.stop();
    process.stdout.write(report(summary));
    return summary.interrupted ? STOPPED : 0;
  } catch (error) {
    bar.stop();
    if (!(error instanceof ImportError)) throw error;
    return refuse(error);
  }
}

function refuse(error: ImportError): number {
  process.stderr.write(`costwarden: ${error.message}\n${error.begun ? "" : "Nothing was imported.\n"}`);
  return error.begun ? 1 : REFUSED;
}

const count = (value: number) => value.toLocaleString("en");

function report(summary: ImportSummary): string {
  const lines = summary.files.flatMap(({ path, accepted, duplicates, rejected, rejectedPath, resumedAfter }) => [
    `${path}: ${count(accepted)} accepted, ${count(duplicates)} duplicates, ${count(rejected)} rejected`,
    ...(resumedAfter > 0
      ? [`  went on after line ${count(resumedAfter)}, where an earlier run had stopped (its counts are in these)`]
      : []),
    ...(rejectedPath ? [`  the rejected lines and why: ${rejectedPath}`] : []),
  ]);
  const { accepted, duplicates, rejected, cost, unpriced, elapsedMs } = summary;
  const unknown = unpriced > 0 ? ` (${count(unpriced)} more events have no price for their model yet)` : "";
  lines.push(
    `${summary.interrupted ? "Stopped; the same command goes on from here" : "Done"}: ${count(accepted)} accepted, ${count(duplicates)} duplicates, ${count(rejected)} rejected in ${duration(elapsedMs / 1000)}`,
    `Cost of what this run added: $${formatAtto(cost)}${unknown}`,
  );
  return `${lines.join("\n")}\n`;
}

async function dryRun(options: ImportOptions): Promise<number> {
  const { usable, rejected, examples, first, last } = await tryFiles(options);
  const lines = examples.map(({ file, line, reason }) => `${file}:${line}: ${reason}`);
  if (first !== null) lines.push(`Times from ${first} to ${last}`);
  lines.push(`Dry run: ${count(usable)} of ${count(usable + rejected)} lines can be imported. Nothing was stored.`);
  process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

async function main(): Promise<void> {
  const folder = process.env.COSTWARDEN_CALLED_FROM ?? process.cwd();
  try {
    const asked = readOptions((name) => path.resolve(folder, name));
    if (asked === null) process.stdout.write(HELP);
    else if (asked.dryRun) process.exitCode = await dryRun(asked.options);
    else await runCommand((context) => importCommand(asked.options, context));
  } catch (error) {
    // What parseArgs finds wrong is a sentence about one option too.
    process.exitCode = refuse(
      error instanceof ImportError ? error : new ImportError(error instanceof Error ? error.message : String(error)),
    );
  }
}

await main();
