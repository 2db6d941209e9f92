import { readFileSync } from "node:fs";
import { pool } from "@/lib/platform/database";

/** Milliseconds that process had a processor (Linux tells; elsewhere NaN). */
function ofProcess(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  } catch {
    return Number.NaN;
  }
}

/**
 * Processor time of this process and of the database's connections, milliseconds since each began: what a piece
 * of work costs whatever else the machine does. Parallel workers of the database are not in it.
 */
export async function processorTime(): Promise<() => number> {
  const { rows } = await pool().query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'",
  );
  return () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000 + rows.reduce((sum, { pid }) => sum + ofProcess(pid), 0);
  };
}
