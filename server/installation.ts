import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { canReach, databaseAccount } from "@/lib/platform/embedded/account";
import { settings } from "@/lib/platform/settings";
import { diskFailure, isStartFailure, StartFailure } from "@/lib/platform/start-failure";

/** Where this installation keeps what is its own: embedded data, the secret, the lock. */
export interface Installation {
  home: string;
  /** PostgreSQL's data directory inside it. */
  data: string;
  secretFile: string;
  /** Set when root's own folder is used because the database's user cannot enter the project. */
  shelter?: string;
}

const SYSTEM_FOLDER = "/var/lib/costwarden";
const LEAST_FREE_BYTES = 64 * 1024 * 1024;

/**
 * Finds (and makes) the installation's folder: COSTWARDEN_DATA_DIR, else `.costwarden` in the
 * project, else, as root in a project that the database's user cannot enter, a folder of the
 * system's own for this clone, remembered in `.costwarden/location`.
 * @param embedded whether PostgreSQL's data will lie there
 */
export function openInstallation(embedded: boolean): Installation {
  const chosen = settings().COSTWARDEN_DATA_DIR;
  const local = path.resolve(chosen ?? ".costwarden");
  // Nothing to keep: everything is in the database and the environment.
  if (!embedded && settings().COSTWARDEN_SECRET) return places(local);
  try {
    makeFolder(local);
    if (!statSync(local).isDirectory()) throw new StartFailure(`${local} is not a folder; set COSTWARDEN_DATA_DIR to one.`);
    const home = embedded && !reachable(local) ? elsewhere(local, chosen !== undefined) : local;
    writeFileSync(path.join(home, `probe.${process.pid}`), "");
    rmSync(path.join(home, `probe.${process.pid}`));
    if (embedded) refuseFullDisk(home);
    return { ...places(home), ...(home === local ? {} : { shelter: path.join(SYSTEM_FOLDER, "programs") }) };
  } catch (error) {
    if (isStartFailure(error)) throw error;
    throw diskFailure(error, local) ?? error;
  }
}

function places(home: string): Installation {
  return { home, data: path.join(home, "postgresql"), secretFile: path.join(home, "secret") };
}

/** Not mkdir's own `recursive`: it never returns where a parent exists but takes no folders (as /proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (path.dirname(folder) !== folder) makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o755 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

function reachable(folder: string): boolean {
  return canReach(databaseAccount(path.join(folder, "postgresql")), folder);
}

function elsewhere(local: string, chosen: boolean): string {
  if (chosen) {
    throw new StartFailure(
      `PostgreSQL runs as the user postgres, who cannot enter ${local}; set COSTWARDEN_DATA_DIR to a folder that every user can enter, or start as an ordinary user.`,
    );
  }
  const pointer = path.join(local, "location");
  if (!existsSync(pointer)) {
    const name = `${path.basename(path.dirname(local)).replace(/[^\w.-]/g, "_")}-${randomBytes(4).toString("hex")}`;
    const draft = `${pointer}.${process.pid}`;
    writeFileSync(draft, `${path.join(SYSTEM_FOLDER, name)}\n`);
    try {
      linkSync(draft, pointer);
    } catch {
      // Another start of the same clone was first: its folder is used.
    }
    rmSync(draft, { force: true });
  }
  const home = readFileSync(pointer, "utf8").trim();
  makeFolder(home);
  return home;
}

function refuseFullDisk(home: string): void {
  const disk = statfsSync(home);
  const free = disk.bavail * disk.bsize;
  if (free < LEAST_FREE_BYTES) {
    throw new StartFailure(
      `The disk that holds ${home} is full (${Math.floor(free / 1024 / 1024)} MB free, ${LEAST_FREE_BYTES / 1024 / 1024} MB needed); free some space and start again. Nothing was lost.`,
    );
  }
}
