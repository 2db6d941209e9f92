import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { processStart } from "@/lib/platform/process-identity";

/** Who holds a data directory. A pid alone is not enough: the system gives it to another program later. */
export interface Holder {
  pid: number;
  started: string;
  /** "server", or the name of the data command. */
  role: string;
  /** Where the server answers, once it does. */
  url?: string;
  /** Port of the embedded PostgreSQL, once it takes connections. */
  databasePort?: number;
  /** It is on its way out; who wants the data next waits for it. */
  stopping?: boolean;
}

export interface InstanceLock {
  /** Tells others more about the holder. */
  describe(more: Partial<Pick<Holder, "url" | "databasePort" | "stopping">>): void;
  release(): void;
}

const FILE = "lock";

/** The living holder of a data directory, or null. A file left by a dead process counts as none. */
export function readHolder(home: string): Holder | null {
  const holder = parse(path.join(home, FILE));
  return holder && processStart(holder.pid) === holder.started ? holder : null;
}

/** Takes the data directory for this process; null while another living process holds it. */
export function takeLock(home: string, role: string): InstanceLock | null {
  const file = path.join(home, FILE);
  const holder: Holder = { pid: process.pid, started: processStart(process.pid) ?? "unknown", role };
  const draft = `${file}.${process.pid}`;
  const write = () => writeFileSync(draft, JSON.stringify(holder), { mode: 0o644 });
  write();
  try {
    while (!tryLink(draft, file)) {
      if (readHolder(home)) return null;
      removeStale(file);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    describe(more) {
      Object.assign(holder, more);
      write();
      renameSync(draft, file);
    },
    release() {
      if (parse(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

function parse(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return null;
  }
}

/** A link appears whole and only once: two processes cannot both succeed. */
function tryLink(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Another process may remove the same stale file and take the lock first: what was moved away is looked at again. */
function removeStale(file: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = parse(aside);
  if (moved && processStart(moved.pid) === moved.started) tryLink(aside, file);
  rmSync(aside, { force: true });
}
