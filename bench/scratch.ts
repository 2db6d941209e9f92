import { existsSync, mkdirSync, chmodSync, readFileSync } from "node:fs";
import pg from "pg";
import { setClock } from "@/lib/platform/clock";
import { closeDatabase, pool, setDatabaseUrl } from "@/lib/platform/database";
import { embeddedSettings } from "@/lib/platform/embedded/tuning";
import { startEmbeddedDatabase } from "@/lib/platform/embedded-database";
import { migrate } from "@/lib/platform/migrations";
import { fill, measure } from "./baselines";
import { createHash } from "node:crypto";

const root = "/tmp/speed-bench";
const fresh = !existsSync(root);
mkdirSync(root, { recursive: true }); chmodSync(root, 0o755);
const database = await startEmbeddedDatabase({ directory: `${root}/db`, settings: embeddedSettings() });
try {
  const admin = new pg.Client(database.url);
  await admin.connect();
  const has = (await admin.query("SELECT 1 FROM pg_database WHERE datname='filled'")).rowCount;
  if (!has) {
    await admin.query("CREATE DATABASE filled");
    const url = database.url.replace(/\/postgres$/, "/filled");
    await migrate(url); setDatabaseUrl(url);
    await fill();
    await pool().query("CHECKPOINT");
    await closeDatabase();
  }
  await admin.query("DROP DATABASE IF EXISTS run");
  await admin.query("CREATE DATABASE run TEMPLATE filled STRATEGY FILE_COPY");
  await admin.end();
  const url = database.url.replace(/\/postgres$/, "/run");
  await migrate(url); setDatabaseUrl(url);
  const spent = new Map<string, { n: number; cpu: number; ms: number }>();
  const cpuOf = (pid: number) => Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  const orig = pg.Client.prototype.query as any;
  let chain: Promise<void> = Promise.resolve();
  if (process.env.SPENT) (pg.Client.prototype as any).query = function (...args: any[]) {
    const text = (typeof args[0] === "string" ? args[0] : args[0].text) as string;
    const pid = this.processID as number;
    if (!pid || args.some((a: any) => typeof a === "function")) return orig.apply(this, args);
    const self = this;
    const before = () => cpuOf(pid);
    const run = chain.then(async () => {
      const b = before(); const t = performance.now();
      const r = await orig.apply(self, args);
      const key = text.replace(/\s+/g, " ").slice(0, 70);
      const e = spent.get(key) ?? { n: 0, cpu: 0, ms: 0 };
      e.n++; e.cpu += before() - b; e.ms += performance.now() - t; spent.set(key, e);
      return r;
    });
    chain = run.then(() => {}, () => {});
    return run;
  };
  for (const [name, hour, tenants] of [["pause", 5, 10000], ["all", 6, 10000], ["all2", 7, 10000], ["500", 8, 500]].slice(0, Number(process.env.RUNS ?? 4)) as [string, number, number][]) {
    const c0 = process.cpuUsage();
    const r = await measure(name, hour, tenants);
    const c = process.cpuUsage(c0);
    console.log(name, `wall ${(r.ms / 1000).toFixed(2)} s, work ${r.work.toFixed(2)} s, node ${((c.user + c.system) / 1e6).toFixed(2)} s, longest ${r.longestMs.toFixed(0)} ms rss ${(process.memoryUsage().rss/1e6).toFixed(0)} subjects ${r.subjects}`);
    for (const [key, e] of [...spent].sort((a, b) => b[1].cpu - a[1].cpu).slice(0, 9)) console.log("   ", e.cpu.toFixed(0).padStart(6), "cpu", e.ms.toFixed(0).padStart(6), "ms", e.n, key);
    spent.clear();
  }
  const rows = await pool().query(`SELECT subject, outlook_until, median_tokens, active_hours, usual_requests, usual_cache_rate, day_spend, silence_at, observed_until, ${process.env.OUTLOOK ?? "outlook::text"} AS o, md5(states) AS st FROM baseline_subject ORDER BY subject`);
  if (process.env.DUMP) (await import("node:fs")).writeFileSync(process.env.DUMP, rows.rows.map((r) => JSON.stringify(r)).join("\n"));
  const h = (f: (r: any) => any) => createHash("md5").update(JSON.stringify(rows.rows.map(f))).digest("hex");
  console.log("digest rest", h((r) => ({ ...r, o: 0, st: 0 })), "outlook", h((r) => r.o), "states", h((r) => r.st), rows.rows.length);
  console.log("learned", (globalThis as any).learnedDigest);
} finally {
  setClock(null);
  await closeDatabase();
  await database.stop();
}
