import { type ChildProcess, execFile, spawn } from "node:child_process";
import {
  chownSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type Account, databaseAccount } from "./embedded/account";
import { type Binaries, findBinaries, majorVersion } from "./embedded/binaries";
import { readPostmaster, stopOrphan } from "./embedded/postmaster";
import { diskFailure, diskSentence, isStartFailure, StartFailure } from "./start-failure";

/** A PostgreSQL server that this process started. */
export interface EmbeddedDatabase {
  url: string;
  port: number;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** An absolute path the database's user can reach; PostgreSQL's log lies beside it, as `<directory>.log`. */
  directory: string;
  port?: number;
  /** Settings as name=value. */
  settings?: string[];
  /** Set on first start and asked for from then on; absent = anyone on this machine may connect (tests). */
  password?: string;
  /** Where to copy PostgreSQL's programs when its user cannot enter the project. */
  shelter?: string;
}

const USER = "costwarden";
const ORPHAN_TIMEOUT_MS = 60_000;
const LOG_LIMIT_BYTES = 5 * 1024 * 1024;
const READY_POLL_MS = 15;

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

/** Starts PostgreSQL on a directory (made when absent) and returns once it takes connections. */
export async function startEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const server = new EmbeddedServer(options);
  const port = await server.start();
  const login = options.password === undefined ? USER : `${USER}:${encodeURIComponent(options.password)}`;
  return { url: `postgresql://${login}@127.0.0.1:${port}/postgres`, port, stop: () => server.stop() };
}

/** One PostgreSQL process on one directory. `stop` may be called at any time, also while it starts. */
export class EmbeddedServer {
  readonly #options: EmbeddedOptions;
  readonly #log: string;
  #child: ChildProcess | undefined;
  #stopping = false;

  constructor(options: EmbeddedOptions) {
    this.#options = options;
    this.#log = `${options.directory}.log`;
  }

  /**
   * @returns the port it listens on, on 127.0.0.1 only
   * @throws StartFailure when the data cannot be served as they are; they are not touched then
   */
  async start(): Promise<number> {
    const { directory } = this.#options;
    try {
      const account = databaseAccount(directory);
      const binaries = findBinaries(account, this.#options.shelter);
      if (existsSync(directory) && readdirSync(directory).length > 0) this.#refuseForeignData(binaries);
      else await this.#initialise(binaries, account);
      await stopOrphan(directory, ORPHAN_TIMEOUT_MS);
      return await this.#launch(binaries, account);
    } catch (error) {
      if (isStartFailure(error)) throw error;
      throw diskFailure(error, path.dirname(directory)) ?? error;
    }
  }

  /** Calls `listener` when PostgreSQL ends although nobody stopped it. */
  onUnexpectedEnd(listener: () => void): void {
    this.#child?.once("exit", () => {
      if (!this.#stopping) listener();
    });
  }

  /** A fast shutdown: open transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void> {
    const child = this.#child;
    this.#stopping = true;
    if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once("exit", () => resolve());
      child.kill("SIGINT");
    });
  }

  /** Keeps PostgreSQL's log from growing without end; for a timer of a long-lived process. */
  boundLog(): void {
    boundLog(this.#log);
  }

  #refuseForeignData(binaries: Binaries): void {
    const { directory } = this.#options;
    const file = path.join(directory, "PG_VERSION");
    if (!existsSync(file)) {
      throw new StartFailure(
        `The data in ${directory} are damaged (PG_VERSION is missing); restore a backup. Nothing was changed.`,
      );
    }
    const [found, ours] = [readFileSync(file, "utf8").trim(), majorVersion(binaries)];
    if (found !== ours) {
      throw new StartFailure(
        `The data in ${directory} were written by PostgreSQL ${found || "of an unknown version"}; this Costwarden brings PostgreSQL ${ours}. Start the Costwarden that wrote them, make a backup there and restore it here. Nothing was changed.`,
      );
    }
  }

  /** Made under another name and renamed when complete: an interrupted first start leaves no half of a database. */
  async #initialise(binaries: Binaries, account: Account): Promise<void> {
    const { directory, password } = this.#options;
    const unfinished = `${directory}.new`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    if (account.uid !== undefined) chownSync(unfinished, account.uid, account.gid ?? account.uid);
    const passwordFile = path.join(unfinished, "initial-password");
    const flags = ["-D", path.join(unfinished, "data"), "-U", USER, "--encoding=UTF8", "--locale=C", "--no-instructions"];
    if (password === undefined) flags.push("--auth=trust");
    else {
      writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
      if (account.uid !== undefined) chownSync(passwordFile, account.uid, account.gid ?? account.uid);
      flags.push("--auth=scram-sha-256", `--pwfile=${passwordFile}`);
    }
    try {
      const running = promisify(execFile)(binaries.initdb, flags, { ...account, cwd: unfinished, env: environment() });
      this.#child = running.child;
      await running;
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      const text = `${(error as { stderr?: string }).stderr ?? ""} ${error instanceof Error ? error.message : ""}`;
      throw (
        diskSentence(text, path.dirname(directory)) ??
        new StartFailure(`The embedded database could not be made in ${directory}: ${text.trim().split("\n").at(-1)}`)
      );
    }
    rmSync(directory, { recursive: true, force: true });
    renameSync(path.join(unfinished, "data"), directory);
    rmSync(unfinished, { recursive: true, force: true });
  }

  async #launch(binaries: Binaries, account: Account): Promise<number> {
    const { directory, settings = [] } = this.#options;
    const port = this.#options.port ?? (await freePort());
    if (this.#stopping) throw new StartFailure("The start was interrupted.");
    boundLog(this.#log);
    const log = openSync(this.#log, "a", 0o600);
    const logStart = fstatSync(log).size;
    const flags = ["listen_addresses=127.0.0.1", "unix_socket_directories=", ...settings].flatMap((each) => ["-c", each]);
    // Detached: Ctrl-C in a terminal reaches every process of its group, and this one must outlive the requests in flight.
    const child = spawn(binaries.postgres, ["-D", directory, "-p", String(port), ...flags], {
      ...account,
      cwd: directory,
      env: environment(),
      stdio: ["ignore", log, log],
      detached: true,
    });
    this.#child = child;
    closeSync(log);
    let spawnError: Error | undefined;
    child.once("error", (error) => {
      spawnError = error;
    });
    for (;;) {
      if (spawnError) throw spawnError;
      if (child.exitCode !== null || child.signalCode !== null) throw this.#startFailure(tail(this.#log, logStart));
      const state = readPostmaster(directory);
      if (state?.ready && state.pid === child.pid) return port;
      await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
    }
  }

  #startFailure(log: string): StartFailure {
    const { directory } = this.#options;
    if (this.#stopping) return new StartFailure("The start was interrupted.");
    if (/pre-existing shared memory block|lock file .* already exists/.test(log)) {
      return new StartFailure(`Another PostgreSQL is running on ${directory}; stop it first (see ${this.#log}).`);
    }
    const reason = /(?:FATAL|PANIC|ERROR):\s+(.*)/.exec(log)?.[1] ?? "PostgreSQL ended without a word";
    const damaged = /invalid|incorrect checksum|could not (?:open|read|locate|find)|corrupt|incompatible|bogus|unexpected/i.test(
      reason,
    );
    return (
      diskSentence(/could not (?:write|create|extend|fsync).*|No space left.*/.exec(log)?.[0] ?? "", path.dirname(directory)) ??
      (damaged
        ? new StartFailure(
            `The data in ${directory} are damaged: PostgreSQL says "${reason}" (see ${this.#log}); restore a backup. Nothing was changed.`,
          )
        : new StartFailure(`PostgreSQL did not start on ${directory}: ${reason} (see ${this.#log}).`))
    );
  }
}

/** Only what PostgreSQL needs; TZ and locale as the data were made. */
function environment(): NodeJS.ProcessEnv {
  return {
    ...(process.env.PATH ? { PATH: process.env.PATH } : {}),
    LC_ALL: "C",
    TZ: "UTC",
    TMPDIR: tmpdir(),
    NODE_ENV: "production",
  };
}

function tail(file: string, from: number): string {
  const descriptor = openSync(file, "r");
  try {
    const size = fstatSync(descriptor).size;
    const buffer = Buffer.alloc(Math.min(Math.max(size - from, 0), 64 * 1024));
    readSync(descriptor, buffer, 0, buffer.length, from);
    return buffer.toString("utf8");
  } finally {
    closeSync(descriptor);
  }
}

/** Past its limit the log's end is kept as `.1` and the log emptied in place: the server holds it open for appending. */
function boundLog(file: string): void {
  if (!existsSync(file)) return;
  const { size } = statSync(file);
  if (size <= LOG_LIMIT_BYTES) return;
  writeFileSync(`${file}.1`, tail(file, size - 64 * 1024), { mode: 0o600 });
  truncateSync(file, 0);
}
