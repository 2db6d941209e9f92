import { createReadStream } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { BACKTEST_HEADER, LineBacktest, SeriesError } from "@/lib/anomalies/service";
import { previewRule } from "@/lib/watch/service";
import { runCommand } from "./run-command";

const HELP = `Shows what would have been told: by the own-baseline detector of a series, or by an alert rule of the own history.

  npm run backtest -- --csv FILE
  npm run backtest -- --rule ID [--days 90]

  --rule ID     an alert rule, such as tenant-hour (the API lists them: /api/v1/alert-rules), whether it is on or not
  --days N      of the last days, 1 to 90 (30 unless said)
  --csv FILE    lines of timestamp,value, oldest first, a header or none ("-" reads standard input).
                Times: RFC 3339, "2026-11-20 10:00:00" (UTC), or seconds or milliseconds since 1970;
                any spacing, regular or not

Prints timestamp,value,expected,low,high,score,alert. Each line is judged by the lines before it alone. score is 0 as
expected, 0.5 at the border of low and high, and nears 1 beyond it; alert is 1 where an episode begins, else 0: what lasts
is told once and then followed.
`;

const REFUSED = 2;
const FLUSH_AT = 64 * 1024;

async function backtest(file: string | null): Promise<void> {
  const input = file === null ? process.stdin : createReadStream(file);
  // What the lines below cannot catch: a file that is not there, before the first line is asked for.
  const failed = new Promise<never>((_, reject) => input.once("error", reject));
  failed.catch(() => {});
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const test = new LineBacktest();
  let out = `${BACKTEST_HEADER}\n`;
  let points = 0;
  const read = async () => {
    for await (const line of lines) {
      const answer = test.next(line);
      if (answer === null) continue;
      points += 1;
      out += `${answer}\n`;
      if (out.length >= FLUSH_AT) out = await flush(out);
    }
  };
  try {
    await Promise.race([read(), failed]);
    if (points === 0) throw new SeriesError("The file holds no points; lines of timestamp,value are needed.");
  } finally {
    // What was judged before a bad line stands.
    if (points > 0) await flush(out);
  }
}

async function flush(text: string): Promise<string> {
  if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once("drain", resolve));
  return "";
}

interface Asked {
  rule: string;
  days: number;
}

function asked(): string | null | "help" | Asked {
  const { values } = parseArgs({
    options: {
      csv: { type: "string" },
      rule: { type: "string" },
      days: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return "help";
  if (values.rule !== undefined) {
    const days = Number(values.days ?? 30);
    if (!Number.isInteger(days) || days < 1 || days > 90) throw new SeriesError("--days is a whole number from 1 to 90.");
    return { rule: values.rule, days };
  }
  if (values.csv === undefined || values.csv === "") throw new SeriesError("Say which series: npm run backtest -- --csv FILE.");
  return values.csv === "-" ? null : path.resolve(process.env.COSTWARDEN_CALLED_FROM ?? process.cwd(), values.csv);
}

/** "Would have fired N times: when, for whom, $." */
async function backtestRule({ rule, days }: Asked): Promise<number> {
  const found = await previewRule(rule, { days, change: {}, limit: 1000 });
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = found.firings.map(({ at, until, subject, actual, threshold, usd }) =>
    [at, until, cell(subject.label), String(actual ?? ""), String(threshold ?? ""), usd ?? ""].join(","),
  );
  process.stdout.write(`from,until,subject,actual,threshold,usd\n${lines.map((line) => `${line}\n`).join("")}`);
  const dollars = found.usd === null ? "" : `, about $${Number(found.usd).toFixed(2)}`;
  const more = found.fired > found.firings.length ? ` (the newest ${found.firings.length} are listed)` : "";
  process.stderr.write(
    `\n${rule} would have fired ${found.fired} times for ${found.subjects} subjects in ${days} days${dollars}${more}.\n${found.note}\n` +
      (found.judged_from === null ? "" : `Judged from ${found.judged_from} to ${found.judged_to} in ${found.took_ms} ms.\n`),
  );
  return 0;
}

function sentence(error: unknown): string {
  const { code, path: file } = (error ?? {}) as { code?: string; path?: string };
  if (code === "ENOENT") return `There is no file ${file}.`;
  if (code === "EISDIR") return "That is a folder; a file is needed.";
  if (code === "EACCES") return `${file} cannot be read by this user.`;
  return error instanceof Error ? error.message : String(error);
}

// Whoever reads the answer may stop early (head, less).
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
let code = REFUSED;
try {
  const what = asked();
  code = 1;
  if (what === "help") process.stdout.write(HELP);
  else if (what !== null && typeof what === "object") await runCommand(() => backtestRule(what));
  else await backtest(what);
} catch (error) {
  process.stderr.write(`costwarden: ${sentence(error)}\n`);
  process.exitCode = code;
}
