import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { embeddedSettings } from "@/lib/platform/embedded/tuning";
import { freePort, startEmbeddedDatabase } from "@/lib/platform/embedded-database";

export interface Product {
  port: number;
  token: string;
  databaseUrl: string;
  stop(): Promise<void>;
}

/** For those who write what is sealed into the product's database themselves. */
export const SECRET = "a secret for the benchmark only";
const TOKEN = "cw_bench_token_of_more_than_32_characters";

async function untilReady(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`the product ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the product did not become ready");
}

export const ADMIN = { email: "admin@example.com", password: "the password of the benchmark" };

interface Options {
  /** With the screens, which must have been built. */
  console?: boolean;
  /** Fills a database of this name before the product starts on it, unless it is there already. */
  database?: { name: string; fill: (url: string) => Promise<void> };
  /** A folder in which the data stay. */
  keptIn?: string | undefined;
}

/** How `npm start` sets the garbage collector. */
export function collectorFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: { start: string } };
  return scripts.start.split(" ").filter((word) => word.startsWith("--"));
}

/** PostgreSQL with the product's own settings, and the built product on it in a process of its own. */
export async function startProduct({ console = false, database: filled, keptIn }: Options = {}): Promise<Product> {
  const root = keptIn ?? mkdtempSync(path.join(tmpdir(), "costwarden-bench-"));
  mkdirSync(root, { recursive: true });
  chmodSync(root, 0o755);
  const database = await startEmbeddedDatabase({ directory: path.join(root, "db"), settings: embeddedSettings() });
  const admin = new pg.Client(database.url);
  await admin.connect();
  const name = filled?.name ?? "costwarden";
  const { rowCount } = await admin.query("SELECT FROM pg_database WHERE datname = $1", [name]);
  const databaseUrl = database.url.replace(/\/postgres$/, `/${name}`);
  if (rowCount === 0) {
    await admin.query(`CREATE DATABASE ${name}`);
    await filled?.fill(databaseUrl);
  }
  await admin.end();
  const port = await freePort();
  const child = spawn(process.execPath, [...collectorFlags(), "dist/main.mjs"], {
    env: {
      ...process.env,
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      COSTWARDEN_SECRET: SECRET,
      COSTWARDEN_BOOTSTRAP_TOKEN: TOKEN,
      COSTWARDEN_ADMIN_EMAIL: ADMIN.email,
      COSTWARDEN_ADMIN_PASSWORD: ADMIN.password,
      NODE_ENV: "production",
      ...(console ? {} : { COSTWARDEN_WITHOUT_CONSOLE: "1" }),
      COSTWARDEN_LOG_LEVEL: "error",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await untilReady(port, child);
  return {
    port,
    token: TOKEN,
    databaseUrl,
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      await database.stop();
      if (!keptIn) rmSync(root, { recursive: true, force: true });
    },
  };
}
