import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { closeDatabase, pool, setDatabaseUrl } from "@/lib/platform/database";
import { embeddedSettings } from "@/lib/platform/embedded/tuning";
import { startEmbeddedDatabase } from "@/lib/platform/embedded-database";
import { migrate } from "@/lib/platform/migrations";
import { loadOrganisation } from "@/lib/platform/organisation";
import { Reach } from "@/lib/platform/reach";
import { DAY_MS } from "@/lib/platform/time";
import { querySpend } from "@/lib/spend/service";
import { processorTime } from "./processor-time";
import { table, writeSection } from "./results";
import { declareTeam, makeUsage } from "./spend/usage";

const ZONE = "Europe/Berlin";
const SIZES = [1_000_000, 10_000_000];
const RUNS = 10;

interface Question {
  name: string;
  query: Record<string, string>;
  /** Milliseconds, p95. */
  limit: number;
  /** By a tag, which is declared where the events are kept: at the smaller size. */
  byTag?: true;
}

const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
const month = { from: ago(30), limit: "100" };
const PAIRS = [
  "tenant,feature",
  "tenant,environment",
  "tenant,provider",
  "tenant,model",
  "tenant,key",
  "feature,model",
  "environment,key",
];

const SIX = "tenant,feature,environment,provider,model,key";
const quarterOfYear = { from: ago(89), granularity: "none", limit: "100" };

const QUESTIONS: Question[] = [
  { name: "30 days by day and tenant, top 100", query: { ...month, group_by: "tenant" }, limit: 50 },
  { name: "the same in Asia/Kathmandu", query: { ...month, group_by: "tenant", timezone: "Asia/Kathmandu" }, limit: 300 },
  { name: "the same in America/New_York", query: { ...month, group_by: "tenant", timezone: "America/New_York" }, limit: 300 },
  ...PAIRS.map((group_by) => ({ name: `30 days by day, ${group_by}, top 100`, query: { ...month, group_by }, limit: 300 })),
  { name: "30 days by day, the nine dearest tenants", query: { from: ago(30), group_by: "tenant", top: "9" }, limit: 300 },
  { name: "30 days, total by day", query: { from: ago(30) }, limit: 50 },
  {
    name: "today by hour, one tenant by model",
    query: { from: ago(0), granularity: "hour", tenant: "tenant-0007", group_by: "model" },
    limit: 300,
  },
  { name: "90 days by user, top 100", query: { from: ago(89), granularity: "none", group_by: "user", limit: "100" }, limit: 300 },
  {
    name: "90 days by tenant and user",
    query: { from: ago(89), granularity: "none", group_by: "tenant,user", limit: "100" },
    limit: 300,
  },
  {
    name: "90 days by feature, model and user",
    query: { from: ago(89), granularity: "none", group_by: "feature,model,user", limit: "100" },
    limit: 300,
  },
  {
    name: "90 days by all six dimensions and user",
    query: { from: ago(89), granularity: "none", group_by: "tenant,feature,environment,provider,model,key,user", limit: "100" },
    limit: 300,
  },
  {
    name: "90 days by month and user",
    query: { from: ago(89), granularity: "month", group_by: "user", limit: "100" },
    limit: 300,
  },
  { name: "90 days by day and user", query: { from: ago(89), granularity: "day", group_by: "user", limit: "100" }, limit: 300 },
  {
    name: "90 days by user in Asia/Kathmandu",
    query: { from: ago(89), granularity: "none", group_by: "user", timezone: "Asia/Kathmandu", limit: "100" },
    limit: 300,
  },
  ...["feature", "model", "tenant"].map((name) => ({
    name: `90 days of one ${name} by user`,
    query: {
      ...quarterOfYear,
      group_by: "user",
      [name]: { feature: "feature-1", model: "gpt-4o", tenant: "tenant-0007" }[name] ?? "",
    },
    limit: 300,
  })),
  {
    name: "90 days by all six dimensions",
    query: { ...quarterOfYear, group_by: SIX },
    limit: 300,
  },
  ...["tag:team", "tenant,tag:team", "feature,model,tag:team", `${SIX},tag:team`].map(
    (group_by): Question => ({
      name: `90 days by ${group_by.replace(SIX, "all six dimensions").replaceAll(",", ", ")}`,
      query: { ...quarterOfYear, group_by },
      limit: 300,
      byTag: true,
    }),
  ),
];

interface Times {
  p50: number;
  p95: number;
  /** Of processors, middle: the wall clock of a machine that does nothing else. */
  work: number;
}

function quantile(times: number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

async function measure(query: Record<string, string>): Promise<Times> {
  const times: number[] = [];
  const works: number[] = [];
  let worked = () => 0;
  for (let run = 0; run < RUNS + 2; run++) {
    // The first two warm the caches.
    if (run === 2) worked = await processorTime();
    const before = worked();
    const start = performance.now();
    await querySpend(query, Reach.everywhere);
    if (run >= 2) {
      times.push(performance.now() - start);
      works.push(worked() - before);
    }
    if (times.length >= 3 && performance.now() - start > 2000) break;
  }
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), work: quantile(works, 0.5) };
}

/** Answers that must be the sum over the events, digit by digit. */
async function compareWithEvents(): Promise<string> {
  for (const [name, column] of [
    ["tenant", "tenant"],
    ["model", "model"],
    ["user", "user_id"],
  ] as const) {
    const answer = await querySpend(
      { from: ago(40), to: ago(3), group_by: name, granularity: "none", limit: "10000" },
      Reach.everywhere,
    );
    const { rows } = await pool().query<{ value: string | null; cost: string; requests: number }>(
      `SELECT ${column} AS value, trim_scale(sum(coalesce(effective_cost, 0)))::text AS cost, count(*) AS requests FROM usage_event
       WHERE time >= $1 AND time < $2 GROUP BY 1`,
      [answer.range.from, answer.range.to],
    );
    const events = new Map(rows.map((row) => [row.value, `${row.cost} ${row.requests}`]));
    const shown = answer.rows.filter((row) => !row.other);
    for (const row of shown) {
      const value = (row as Record<string, unknown>)[name] as string | null;
      const said = `${row.effective_cost_usd ?? 0} ${row.requests}`;
      if (events.get(value) !== said) throw new Error(`${name} ${value}: rollups say ${said}, events ${events.get(value)}`);
    }
    process.stderr.write(`  ${shown.length} groups by ${name} equal the sum over the events\n`);
  }
  return "Checked at 1 M: every row by tenant, model and user over 37 days equals the sum over the events, to the last digit.";
}

async function onServer(url: string, statement: string): Promise<number> {
  const admin = new pg.Client(url);
  await admin.connect();
  const { rowCount } = await admin.query(statement);
  await admin.end();
  return rowCount ?? 0;
}

/** `npm run bench -- spend`: query times of the spend service at 1 M and 10 M events. `--data FOLDER` keeps the data there, or uses what is there. */
export async function benchSpend(): Promise<void> {
  process.env.COSTWARDEN_TIMEZONE = ZONE;
  const kept = process.argv[3] === "--data" ? process.argv[4] : undefined;
  const root = kept ?? mkdtempSync(path.join(tmpdir(), "costwarden-bench-"));
  mkdirSync(root, { recursive: true });
  chmodSync(root, 0o755);
  const settings = [...embeddedSettings(), "synchronous_commit=off", "autovacuum=off", "max_wal_size=1GB"];
  const database = await startEmbeddedDatabase({ directory: path.join(root, "db"), settings });
  const found: (Times | null)[][] = [];
  const rowCounts: string[] = [];
  let equality = "";
  const loads = [loadavg()[0] ?? 0];
  try {
    for (const size of SIZES) {
      await openDatabase(database.url, size);
      if (size === SIZES[0]) equality = await compareWithEvents();
      rowCounts.push(`${size.toLocaleString("en")} events: ${await countRows()}`);
      found.push(await measureAll(size));
      await closeDatabase();
      loads.push(loadavg()[0] ?? 0);
      if (!kept) await onServer(database.url, `DROP DATABASE bench_${size}`);
    }
    writeSection(
      "spend",
      `${report(found, rowCounts, equality)}\n\nLoad average at the beginning, after 1 M and at the end: ${loads.map((load) => load.toFixed(1)).join(", ")}.`,
    );
  } finally {
    await database.stop();
    if (!kept) rmSync(root, { recursive: true, force: true });
  }
}

/** Points the code at a database with that many events' worth of rollups; makes it where there is none. */
async function openDatabase(server: string, size: number): Promise<void> {
  const name = `bench_${size}`;
  const existing = await onServer(server, `SELECT 1 FROM pg_database WHERE datname = '${name}'`);
  const url = server.replace(/\/postgres$/, `/${name}`);
  if (existing === 0) {
    process.stderr.write(`Making ${size} events' worth of rollups\n`);
    await onServer(server, `CREATE DATABASE ${name}`);
  }
  // Data kept from before may lack newer tiers.
  await migrate(url);
  setDatabaseUrl(url);
  if (existing === 0) await makeUsage(size, ZONE, size === SIZES[0]);
  if (size === SIZES[0]) await declareTeam();
  await loadOrganisation();
}

async function countRows(): Promise<string> {
  const tables = [
    "rollup_quarter",
    "rollup_hour_1",
    "rollup_day_1",
    "rollup_day_7",
    "rollup_month_7",
    "rollup_label_day",
    "rollup_label_month",
    "rollup_value_day_1",
    "series",
  ];
  const counts: string[] = [];
  for (const table of tables) {
    const { rows } = await pool().query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`);
    counts.push(`${table} ${Number(rows[0]?.n).toLocaleString("en")}`);
  }
  return counts.join(", ");
}

async function measureAll(size: number): Promise<(Times | null)[]> {
  const times: (Times | null)[] = [];
  for (const { name, query, byTag } of QUESTIONS) {
    if (byTag && size !== SIZES[0]) {
      times.push(null);
      continue;
    }
    const time = await measure(query);
    times.push(time);
    process.stderr.write(
      `  ${name}: p50 ${time.p50.toFixed(1)} ms, p95 ${time.p95.toFixed(1)} ms, processors ${time.work.toFixed(1)} ms\n`,
    );
  }
  return times;
}

function report(found: (Times | null)[][], rowCounts: string[], equality: string): string {
  const [small = [], large = []] = found;
  const rows = QUESTIONS.map(({ name, limit }, at) => {
    const [at1, at10] = [small[at], large[at]];
    if (!at1) return [name];
    if (!at10)
      return [
        name,
        at1.p50.toFixed(1),
        at1.p95.toFixed(1),
        at1.work.toFixed(1),
        "–",
        "–",
        "–",
        "–",
        `${limit} ms`,
        `${at1.p95 <= limit ? "yes" : "NO"} (1 M)`,
      ];
    const held = at10.p95 <= limit ? "yes" : "NO";
    return [name, at1.p50, at1.p95, at1.work, at10.p50, at10.p95, at10.work, at10.work / at1.work]
      .map((cell) => (typeof cell === "number" ? cell.toFixed(1) : cell))
      .concat(`${limit} ms`, held);
  });
  const columns = [
    "query",
    "1 M p50 (ms)",
    "1 M p95",
    "1 M processors",
    "10 M p50",
    "10 M p95",
    "10 M processors",
    "10 M / 1 M processors",
    "limit (p95, 10 M)",
    "held",
  ];
  return `Times of the spend service's function: planning, SQL and answer, without HTTP. "Processors": processor time of the process and its database connections, middle of the runs (parallel workers not counted): what a machine without other work would take. ${RUNS} runs each after two that warm up; organisation in ${ZONE}; 2,000 tenants with a heavy tail, 8 features, 6 models of 3 providers, 3 environments, 12 keys (one for two features and an environment), up to 80,000 users, each of one feature, on half of the events, 90 days up to now; at 1 M a declared tag of fifty teams on seven of ten events. The events are drawn in SQL and counted by the product's own rebuild, not sent through ingest; at 10 M they are removed after being counted, and label quarters older than six days too.

${table(columns, rows)}

Rows: ${rowCounts.join("; ")}.

${equality}`;
}
