import { readFileSync, realpathSync, rmSync } from "node:fs";
import path from "node:path";
import { processCommand, processesIn, processStart } from "../process-identity";
import { StartFailure } from "../start-failure";

/** What PostgreSQL says of itself in postmaster.pid. */
export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

const FILE = "postmaster.pid";
const POLL_MS = 20;

export function readPostmaster(dataDirectory: string): Postmaster | null {
  try {
    const lines = readFileSync(path.join(dataDirectory, FILE), "utf8").split("\n");
    const pid = Math.abs(Number(lines[0]));
    return Number.isInteger(pid) && pid > 0 ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === "ready" } : null;
  } catch {
    return null;
  }
}

/**
 * After the application was killed, its PostgreSQL may still run on the data: stops it cleanly (a
 * fast shutdown loses nothing). After PostgreSQL itself was killed, waits for its last processes.
 * Then removes a file that would make PostgreSQL take a dead (or another) process for its rival.
 * Only for the holder of the instance lock.
 */
export async function stopOrphan(dataDirectory: string, timeoutMs: number): Promise<void> {
  const found = readPostmaster(dataDirectory);
  if (!found) return;
  const folder = realpathSync(dataDirectory);
  const deadline = Date.now() + timeoutMs;
  if (isPostmasterOf(found.pid, dataDirectory)) process.kill(found.pid, "SIGINT");
  while (isPostmasterOf(found.pid, dataDirectory) || processesIn(folder).length > 0) {
    if (Date.now() > deadline) {
      throw new StartFailure(
        `An earlier PostgreSQL (process ${found.pid}) still runs on ${dataDirectory} and does not stop; end it and start again.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  // A process that is gone altogether PostgreSQL sees itself, and then looks for its shared memory too.
  if (pidIsTaken(found.pid)) rmSync(path.join(dataDirectory, FILE), { force: true });
}

/** Also true of a zombie, and of a stranger that was given the pid later. */
function pidIsTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function isPostmasterOf(pid: number, dataDirectory: string): boolean {
  if (processStart(pid) === null) return false;
  const command = processCommand(pid);
  return /postgres/.test(command) && command.includes(dataDirectory);
}
