import pg from "pg";
import { closeDatabase, pool, setDatabaseUrl } from "@/lib/platform/database";
import { embeddedSettings } from "@/lib/platform/embedded/tuning";
import { EmbeddedServer } from "@/lib/platform/embedded-database";
import { migrate } from "@/lib/platform/migrations";
import { hmac } from "@/lib/platform/secret";
import { settings } from "@/lib/platform/settings";
import { StartFailure } from "@/lib/platform/start-failure";
import { databaseFailure } from "./database-failure";
import type { Installation } from "./installation";
import { foreignSecret, refuseForeignSecret } from "./installation-secret";

const DATABASE = "costwarden";
const PATIENCE_MS = 8_000;
const RETRY_MS = 250;

export interface OpenDatabase {
  /** Port of the embedded PostgreSQL; undefined for an external one. */
  port?: number;
  /** Closes the pool and stops an embedded PostgreSQL. */
  close(): Promise<void>;
}

/** The embedded PostgreSQL's password follows from the secret: whoever may read the secret may enter, nobody else. */
const embeddedPassword = () => hmac("embedded database password", DATABASE);

export function embeddedUrl(port: number, database = DATABASE): string {
  return `postgresql://costwarden:${embeddedPassword()}@127.0.0.1:${port}/${database}`;
}

/** The embedded PostgreSQL of an installation, not yet started. Only for the holder of its lock. */
export function embeddedServer(installation: Installation): EmbeddedServer {
  return new EmbeddedServer({
    directory: installation.data,
    settings: embeddedSettings(),
    password: embeddedPassword(),
    ...(installation.shelter ? { shelter: installation.shelter } : {}),
  });
}

/** Starts it, makes its database when absent, and points this process at it. */
export async function startEmbedded(server: EmbeddedServer): Promise<number> {
  const port = await server.start();
  const admin = new pg.Client({ connectionString: embeddedUrl(port, "postgres") });
  try {
    await admin.connect();
    const { rowCount } = await admin.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await admin.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    throw (error as { code?: string }).code === "28P01" ? foreignSecret() : error;
  } finally {
    await admin.end().catch(() => {});
  }
  setDatabaseUrl(embeddedUrl(port));
  return port;
}

/** Waits a little for an external database that is away or just starting. */
export async function awaitExternal(patienceMs = PATIENCE_MS): Promise<void> {
  const url = settings().DATABASE_URL ?? "";
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: Math.max(1, deadline - Date.now()) });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return setDatabaseUrl(url);
    } catch (error) {
      await client.end().catch(() => {});
      const { sentence, mayPass } = databaseFailure(error, url);
      if (!mayPass || Date.now() + RETRY_MS >= deadline) throw new StartFailure(sentence);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** Brings the schema up to date and refuses a database of another secret. */
export async function prepareSchema(url: string): Promise<string[]> {
  const applied = await migrate(url);
  await refuseForeignSecret(pool());
  return applied;
}

export async function closePool(): Promise<void> {
  await closeDatabase().catch(() => {});
}
