import path from "node:path";
import { databaseUrl, pool, setDatabaseUrl } from "@/lib/platform/database";
import { settings } from "@/lib/platform/settings";
import { StartFailure } from "@/lib/platform/start-failure";
import { holdDataOrFindServer } from "../hold-data";
import { type Installation, openInstallation } from "../installation";
import { loadSecret, refuseForeignSecret } from "../installation-secret";
import { type Holder, readHolder } from "../instance-lock";
import { Lifecycle } from "../lifecycle";
import { awaitExternal, closePool, embeddedServer, embeddedUrl, prepareSchema, startEmbedded } from "../open-database";
import { reportFailure } from "../report-failure";
import { prepareContents } from "../wiring";

const SERVER_START_PATIENCE_MS = 30_000;
const STOP_PATIENCE_MS = 10_000;
const POLL_MS = 100;

export interface CommandContext {
  /** What stands after the command's name. */
  args: string[];
  /** The absolute path of a file that was named from where the person stands. */
  file(name: string): string;
  /** Aborted by Ctrl-C or SIGTERM: come to a clean end soon. */
  signal: AbortSignal;
  installation: Installation;
}

export interface CommandOptions {
  /** Before the secret is read and the database opened. */
  before?: (context: CommandContext) => Promise<void>;
  /** False leaves the database as it is found: no migrations, no price book. */
  prepare?: boolean;
}

/**
 * Runs a data command with the database open: the one of DATABASE_URL, the one of the server that
 * runs with the same settings, or, while none runs, the embedded one started for this command.
 * Ends the process with the code that `main` returns; a failure is one sentence and code 1.
 */
export async function runCommand(
  main: (context: CommandContext) => Promise<number>,
  options: CommandOptions = {},
): Promise<void> {
  const lifecycle = new Lifecycle(130);
  const interrupted = new AbortController();
  lifecycle.listen();
  let code = 1;
  try {
    const embedded = settings().DATABASE_URL === undefined;
    const context: CommandContext = {
      args: process.argv.slice(2),
      file: (name) => path.resolve(process.env.COSTWARDEN_CALLED_FROM ?? process.cwd(), name),
      signal: interrupted.signal,
      installation: openInstallation(embedded),
    };
    await options.before?.(context);
    if (embedded) await openEmbedded(context, lifecycle, options.prepare ?? true);
    else await openExternal(context, options.prepare ?? true);
    lifecycle.onStop("database connections", closePool);
    if (options.prepare ?? true) await prepareContents();
    const work = main(context);
    lifecycle.onStop("command", async () => {
      interrupted.abort();
      const late = new Promise((resolve) => setTimeout(resolve, STOP_PATIENCE_MS).unref());
      await Promise.race([work.catch(() => {}), late]);
    });
    code = await work;
  } catch (error) {
    if (!lifecycle.stopping) reportFailure(error);
  }
  await lifecycle.end(code);
}

async function openExternal({ installation }: CommandContext, prepare: boolean): Promise<void> {
  loadSecret(installation);
  await awaitExternal();
  if (prepare) await prepareSchema(databaseUrl());
}

async function openEmbedded({ installation }: CommandContext, lifecycle: Lifecycle, prepare: boolean): Promise<void> {
  const held = await holdDataOrFindServer(
    installation,
    path
      .basename(process.argv[1] ?? "")
      .split(" ")
      .at(-1) || "command",
  );
  if (!("release" in held)) {
    loadSecret(installation);
    setDatabaseUrl(embeddedUrl(await serverDatabasePort(installation, held)));
    if (prepare) await refuseForeignSecret(pool());
    return;
  }
  lifecycle.onStop("lock", () => held.release());
  loadSecret(installation);
  const server = embeddedServer(installation);
  lifecycle.onStop("PostgreSQL", () => server.stop());
  lifecycle.onExit(() => void server.stop());
  held.describe({ databasePort: await startEmbedded(server) });
  if (prepare) await prepareSchema(databaseUrl());
}

/** A server that is just starting is waited for until its own start is complete. */
async function serverDatabasePort(installation: Installation, first: Holder): Promise<number> {
  const deadline = Date.now() + SERVER_START_PATIENCE_MS;
  let holder: Holder | null = first;
  while (holder && Date.now() < deadline) {
    if (holder.url && holder.databasePort) return holder.databasePort;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    holder = readHolder(installation.home);
  }
  throw new StartFailure(`The server on ${installation.home} is not ready; try again when it is.`);
}
