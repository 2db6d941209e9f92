import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "./generated/prisma/client";
import { settings } from "./settings";
import { dropSingleton, singleton } from "./singleton";

/** Connections come back with int8 as number where exact, else as string; numeric always as string (money). */
const INT8 = 20;
pg.types.setTypeParser(INT8, (text) => {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
});

/** Where the database is: set by the process that started an embedded one, else DATABASE_URL. */
const location = singleton("databaseUrl", () => ({ url: undefined as string | undefined }));

export function setDatabaseUrl(url: string): void {
  location.url = url;
}

export function databaseUrl(): string {
  const url = location.url ?? settings().DATABASE_URL;
  if (!url) throw new Error("The database has not been started: setDatabaseUrl comes first");
  return url;
}

/** The one pool of this process. Prisma and the hot path share it. */
export function pool(): pg.Pool {
  return singleton("pool", () => {
    const made = new pg.Pool({
      connectionString: databaseUrl(),
      max: settings().COSTWARDEN_DATABASE_POOL,
      application_name: "costwarden",
      idleTimeoutMillis: 30_000,
      connectionTimeoutMillis: 10_000,
    });
    // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
    made.on("error", () => {});
    // One that breaks within a transaction fails its query; without a listener of its own it, too, would end the process.
    made.on("connect", (client) => client.on("error", () => {}));
    return made;
  });
}

export function prisma(): PrismaClient {
  return singleton("prisma", () => new PrismaClient({ adapter: new PrismaPg(pool()) }));
}

/** Runs `work` in one transaction on one connection; rolls back when it throws. */
export function inTransaction<T>(
  work: (client: pg.PoolClient) => Promise<T>,
  isolation: "read committed" | "repeatable read" = "read committed",
): Promise<T> {
  return rollingBack(async (client) => {
    await client.query(`BEGIN ISOLATION LEVEL ${isolation}`);
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  });
}

/** Runs `work` on one connection: it begins and commits by itself; what it left open when it throws is rolled back. */
export async function rollingBack<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    return await work(client);
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

const closers = singleton("databaseClosers", () => new Set<() => Promise<void>>());

/** Runs `close` once, before the pool closes: for what holds connections of its own. */
export function beforeClose(close: () => Promise<void>): void {
  closers.add(close);
}

export async function closeDatabase(): Promise<void> {
  const waiting = [...closers];
  closers.clear();
  await Promise.all(waiting.map((close) => close()));
  const open = pool();
  dropSingleton("pool");
  dropSingleton("prisma");
  await open.end();
}
