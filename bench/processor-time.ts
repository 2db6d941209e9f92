import { readdirSync, readFileSync } from "node:fs";
import { pool } from "@/lib/platform/database";

/** Milliseconds that process had a processor (Linux tells; elsewhere NaN). */
function ofProcess(pid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  } catch {
    return Number.NaN;
  }
}

/** Processes of connections to a database: their title names it. */
function connectionsTo(database: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const title = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      return title.startsWith("postgres: ") && title.split(" ")[2] === database;
    } catch {
      return false;
    }
  });
}

/**
 * Processor time of this process and of the database's connections, milliseconds since this was called: what a piece
 * of work costs whatever else the machine does. Connections that open meanwhile are in it; parallel workers of the database and
 * connections that were closed are not.
 */
export async function processorTime(): Promise<() => number> {
  const { rows } = await pool().query<{ name: string }>("SELECT current_database() AS name");
  const database = rows[0]?.name ?? "";
  const before = new Map(connectionsTo(database).map((pid) => [pid, ofProcess(pid)]));
  const own = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(own);
    const connections = connectionsTo(database).reduce((sum, pid) => sum + ofProcess(pid) - (before.get(pid) ?? 0), 0);
    return (user + system) / 1000 + connections;
  };
}
