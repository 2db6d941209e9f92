import { parseArgs } from "node:util";
import { StartFailure } from "@/lib/platform/start-failure";
import { type AccountingReport, checkAccounting, rebuildRollups } from "@/lib/spend/service";
import { type CommandContext, runCommand } from "./run-command";

const HELP = `Proves that the rollups, from which everything is answered, say what the events say.

  npm run accounting                          compares all that events cover; ends with code 1 where they differ
  npm run accounting -- --from 2026-11-01 --to 2026-11-08
                                              only this range: instants (RFC 3339) or local dates
  npm run accounting -- --rebuild             makes the rollups anew from the events while ingest goes on, then compares
  npm run accounting -- --json                prints the answer of GET /api/v1/accounting
`;

const DIFFERENT = 1;
const STOPPED = 130;

/** A line now and then, on stderr: what this prints on stdout is the result. */
function progress(label: string): (done: number, all: number) => void {
  let last = Date.now();
  return (done, all) => {
    if (Date.now() - last < 2000 && done < all) return;
    last = Date.now();
    process.stderr.write(`${label} ${Math.floor((done / all) * 100)}%\n`);
  };
}

function inWords(report: AccountingReport): string {
  const { events, rollups, differences, range } = report;
  if (!range) return "There is nothing to compare: no events and no rollups in this range.\n";
  const side = (name: string, sums: typeof events) =>
    `  ${name.padEnd(8)} ${sums.requests} requests, $${sums.effective_cost_usd}, ${sums.input_tokens} input and ${sums.output_tokens} output tokens\n`;
  const lines = differences.map(({ tier, bucket_start, dimensions, measure, events, rollups }) => {
    const where = Object.entries(dimensions).map(([name, value]) => `${name}=${value}`);
    return `  ${tier} ${bucket_start} ${where.join(" ")}: ${measure} is ${rollups}, should be ${events}\n`;
  });
  return [
    `From ${range.from} to ${range.to}:\n`,
    side("events", events),
    side("rollups", rollups),
    report.ok ? "They agree in every tier, to the last digit.\n" : `They differ, first in these buckets:\n${lines.join("")}`,
  ].join("");
}

async function accounting({ signal }: CommandContext): Promise<number> {
  const { values } = parseArgs({
    options: {
      from: { type: "string" },
      to: { type: "string" },
      rebuild: { type: "boolean" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const range = { from: values.from, to: values.to };
  if (values.rebuild) {
    const done = await rebuildRollups(range, progress("Rebuilding"), signal);
    if (signal.aborted) {
      process.stderr.write("Stopped. What was rebuilt is complete; the rest is as it was.\n");
      return STOPPED;
    }
    process.stderr.write(done ? `Rebuilt the rollups from ${done.from} to ${done.to}.\n` : "There was nothing to rebuild.\n");
  }
  const report = await checkAccounting(range, progress("Comparing"));
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : inWords(report));
  return report.ok ? 0 : DIFFERENT;
}

await runCommand(async (context) => {
  try {
    return await accounting(context);
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code;
    if (typeof code === "string" && code.startsWith("ERR_PARSE_ARGS") && error instanceof Error) {
      throw new StartFailure(`${error.message} (npm run accounting -- --help)`);
    }
    throw error;
  }
});
