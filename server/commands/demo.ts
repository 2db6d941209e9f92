import { parseArgs } from "node:util";
import type { Placed } from "@/lib/demo/service";
import { type DemoOptions, type DemoSummary, importDemo } from "@/lib/metering/import/service";
import { formatAtto } from "@/lib/platform/decimal";
import { isDomainError } from "@/lib/platform/errors";
import { duration, ProgressBar } from "../progress-bar";
import { runCommand } from "./run-command";

const HELP = `Fills this installation with a company's spend of the last 90 days: 40 tenants, 8 features, 3 providers, and the
incidents that teams report from production. Running it again adds what has come to pass since.

  npm run demo [-- --seed N --days N --force]

  --seed N   another company (otherwise 1)
  --days N   how far back, 1 to 365 (otherwise 90)
  --force    also where events of your own have come in for more than a week
`;
const REFUSED = 2;
const STOPPED = 130;

/** @returns null when only help was asked for */
function readOptions(): DemoOptions | null {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: "1" },
      days: { type: "string", default: "90" },
      force: { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return null;
  return { seed: whole("--seed", values.seed, 0, 1_000_000), days: whole("--days", values.days, 1, 365), force: values.force };
}

function whole(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${option} is a whole number from ${least} to ${most}, not "${text}".`);
}

async function demoCommand(options: DemoOptions, signal: AbortSignal): Promise<number> {
  const bar = new ProgressBar("Making the demo");
  try {
    const summary = await importDemo(options, { signal, onProgress: (done, days, events) => bar.update(done / days, events) });
    bar.stop();
    process.stdout.write(report(summary));
    return summary.interrupted ? STOPPED : 0;
  } catch (error) {
    bar.stop();
    if (!isDomainError(error) || error.code !== "confirmation_required") throw error;
    process.stderr.write(`costwarden: ${error.message}\n`);
    return REFUSED;
  }
}

function report({ accepted, duplicates, cost, elapsedMs, manifest, interrupted }: DemoSummary): string {
  const known = duplicates > 0 ? `, ${duplicates.toLocaleString("en")} were there already` : "";
  const lines = interrupted
    ? ["Stopped; the same command goes on from here."]
    : ["What happened at this company:", ...manifest.map(incident)];
  lines.push(
    `${accepted.toLocaleString("en")} events added${known}; they cost $${formatAtto(cost)}; ${duration(elapsedMs / 1000)}`,
  );
  return `${lines.join("\n")}\n`;
}

function incident({ id, title, tenant, feature, fromMs, toMs, shows }: Placed): string {
  const at = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace("T", " ");
  const where = [tenant ?? "all tenants", feature].filter(Boolean).join(" / ");
  return `  ${id.padEnd(4)}${title}: ${where}, ${at(fromMs)} to ${at(toMs)} UTC (${shows})`;
}

async function main(): Promise<void> {
  try {
    const options = readOptions();
    if (options === null) process.stdout.write(HELP);
    else await runCommand(({ signal }) => demoCommand(options, signal));
  } catch (error) {
    process.stderr.write(`costwarden: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = REFUSED;
  }
}

await main();
