import { setTimeout as delay } from "node:timers/promises";
import { Logger, type Runner, run, runMigrations } from "graphile-worker";
import pg from "pg";
import { databaseUrl } from "./database";
import { log } from "./log";

/** The job runner's own words go to the process's log; that it looks for jobs is not worth a line. */
const jobLogger = new Logger((scope) => (level, message) => {
  const write = level === "error" ? "error" : level === "warning" ? "warn" : "debug";
  log()[write]({ part: "jobs", ...scope }, message);
});

/**
 * Brings the job runner's tables up to date: they lie in a schema of their own, graphile_worker, which no backup
 * holds, since jobs only wake those who look at our tables. The caller holds the lock of migrations.
 */
export async function migrateJobs(databaseUrl: string): Promise<void> {
  await runMigrations({ connectionString: databaseUrl, maxPoolSize: 1, logger: jobLogger });
}

/** How often jobs of a later time are looked for; those of now come by notification. */
const POLL_MS = 2_000;
const RESTART_MS = 1_000;

type Tasks = Record<string, (payload: unknown) => void | Promise<void>>;

/**
 * Runs jobs in this process, one at a time, on two connections of its own: tasks only wake others, they do no long work. When
 * the runner ends although nobody stopped it (the database was away for long), it is started anew.
 * @returns how to stop
 */
export async function startWorker(tasks: Tasks): Promise<() => Promise<void>> {
  const connections = new pg.Pool({ connectionString: databaseUrl(), max: 2, application_name: "costwarden-jobs" });
  connections.on("error", () => {});
  connections.on("connect", (client) => client.on("error", () => {}));
  const stopping = new AbortController();
  let runner: Runner | undefined;
  const begin = async () => {
    runner = await run({
      pgPool: connections,
      concurrency: 1,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      logger: jobLogger,
      taskList: tasks,
      parsedCronItems: [],
    });
    return runner;
  };
  const keep = async (first: Runner) => {
    let present: Runner | undefined = first;
    while (!stopping.signal.aborted) {
      if (present) await present.promise.catch(() => {});
      if (stopping.signal.aborted) return;
      log().warn({ part: "jobs" }, "the runner of jobs ended; it is started anew");
      await delay(RESTART_MS, undefined, { signal: stopping.signal }).catch(() => {});
      present = stopping.signal.aborted ? undefined : await begin().catch(() => undefined);
    }
  };
  const kept = keep(await begin());
  return async () => {
    stopping.abort();
    await runner?.stop().catch(() => {});
    await kept;
    await connections.end();
  };
}
