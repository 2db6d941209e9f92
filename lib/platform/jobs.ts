import { Logger, runMigrations } from "graphile-worker";
import { log } from "./log";

/** The job runner's own words go to the process's log; that it looks for jobs is not worth a line. */
export const jobLogger = new Logger((scope) => (level, message) => {
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
