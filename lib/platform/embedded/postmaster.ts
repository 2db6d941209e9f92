import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { processCommand, processStart } from "../process-identity";

/** What PostgreSQL says of itself in postmaster.pid. */
export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

const FILE = "postmaster.pid";

export function readPostmaster(dataDirectory: string): Postmaster | null {
  try {
    const lines = readFileSync(path.join(dataDirectory, FILE), "utf8").split("\n");
    const pid = Math.abs(Number(lines[0]));
    return Number.isInteger(pid) && pid > 0 ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === "ready" } : null;
  } catch {
    return null;
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * After the application was killed, its PostgreSQL may still run on the data. Stops it cleanly (a
 * fast shutdown loses nothing). A file left by a dead server whose pid now belongs to another
 * program is removed: PostgreSQL itself would take that program for its rival and refuse.
 * Only for the holder of the instance lock.
 * @returns whether one was stopped
 */
export async function stopOrphan(dataDirectory: string, timeoutMs: number): Promise<boolean> {
  const found = readPostmaster(dataDirectory);
  if (!found) return false;
  if (processStart(found.pid) === null) return false;
  if (!isPostmasterOf(found.pid, dataDirectory)) {
    rmSync(path.join(dataDirectory, FILE), { force: true });
    return false;
  }
  process.kill(found.pid, "SIGINT");
  const deadline = Date.now() + timeoutMs;
  while (processStart(found.pid) !== null && existsSync(path.join(dataDirectory, FILE))) {
    if (Date.now() > deadline) throw new Error(`PostgreSQL (process ${found.pid}) does not stop`);
    await pause(20);
  }
  while (processStart(found.pid) !== null && Date.now() < deadline) await pause(5);
  return true;
}

function isPostmasterOf(pid: number, dataDirectory: string): boolean {
  const command = processCommand(pid);
  return /postgres/.test(command) && command.includes(dataDirectory);
}
