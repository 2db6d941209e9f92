import { firstRun } from "@/lib/access/service";
import { databaseUrl } from "@/lib/platform/database";
import { log } from "@/lib/platform/log";
import { type Settings, settings } from "@/lib/platform/settings";
import { noConsole, openConsole } from "./console";
import { createFrontDoor } from "./front-door";
import { holdData } from "./hold-data";
import { makeHttpServer, probePort } from "./http-server";
import { type Installation, openInstallation } from "./installation";
import { loadSecret } from "./installation-secret";
import type { InstanceLock } from "./instance-lock";
import { startJobs } from "./jobs";
import { Lifecycle } from "./lifecycle";
import { awaitExternal, closePool, embeddedServer, prepareSchema, startEmbedded } from "./open-database";
import { setServing } from "./readiness";
import { reportFailure } from "./report-failure";
import { welcome } from "./welcome";
import { prepareContents } from "./wiring";

const GRACE_MS = 20_000;
const LOG_CHECK_MS = 60 * 60 * 1000;

const lifecycle = new Lifecycle();

/** settings → database → migrations → secret → first run → jobs → front door and console → HTTP. */
async function start(): Promise<void> {
  const configured = settings();
  const embedded = configured.DATABASE_URL === undefined;
  const installation = openInstallation(embedded);
  const lock = embedded ? await holdData(installation, "server") : undefined;
  if (lock) lifecycle.onStop("lock", () => lock.release());
  await probePort(configured.PORT, configured.HOST);
  loadSecret(installation);
  if (lock) await startOwnDatabase(installation, lock);
  else await awaitExternal();
  lifecycle.onStop("database connections", closePool);
  await prepareSchema(databaseUrl());
  await prepareContents();
  const first = await firstRun();
  const url = await serve(configured);
  lock?.describe({ url });
  lifecycle.onStop("notice", () => lock?.describe({ stopping: true }));
  // Whoever started it in a terminal reads stdout; the log goes to stderr.
  process.stdout.write(`Costwarden is ready: ${url}\n`);
  process.stdout.write(embedded ? `Data: ${installation.home}\n` : "");
  if (first) process.stdout.write(`${welcome(url, first)}\n`);
}

async function startOwnDatabase(installation: Installation, lock: InstanceLock): Promise<void> {
  const server = embeddedServer(installation);
  lifecycle.onStop("PostgreSQL", () => server.stop());
  lifecycle.onExit(() => void server.stop());
  lock.describe({ databasePort: await startEmbedded(server) });
  server.onUnexpectedEnd(() => {
    if (lifecycle.stopping) return;
    log().fatal({ data: installation.data }, "PostgreSQL ended although nobody stopped it; stopping, start again");
    void lifecycle.end(1);
  });
  setInterval(() => server.boundLog(), LOG_CHECK_MS).unref();
}

/** @returns the URL it answers at */
async function serve(configured: Settings): Promise<string> {
  const dev = process.env.NODE_ENV === "development";
  const screens = configured.COSTWARDEN_WITHOUT_CONSOLE ? noConsole() : await openConsole(dev, configured.PORT);
  lifecycle.onStop("console", () => screens.close());
  lifecycle.onStop("jobs", await startJobs());
  const door = createFrontDoor({ next: screens.listener });
  lifecycle.onStop("front door", () => door.drain());
  const http = makeHttpServer(door.listener);
  screens.attach(http);
  lifecycle.onStop("HTTP", () => {
    setServing(false);
    return http.close(GRACE_MS);
  });
  const port = await http.listen(configured.PORT, configured.HOST);
  setServing(true);
  return configured.COSTWARDEN_PUBLIC_URL?.replace(/\/$/, "") ?? `http://localhost:${port}`;
}

lifecycle.listen();
try {
  await start();
} catch (error) {
  // A signal during the start closes what was open; what fails because of that is no failure.
  if (!lifecycle.stopping) {
    reportFailure(error);
    await lifecycle.end(1);
  }
}
