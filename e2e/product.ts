import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "..");
const START_MS = 240_000;

export const ADMIN = { email: "admin@example.com", password: "correct horse battery" };
export const TOKEN = "cw_end_to_end_token_0123456789abcdef";

export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

async function untilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const end = Date.now() + START_MS;
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`The product ended with ${child.exitCode}:\n${output()}`);
    if (Date.now() > end) throw new Error(`The product did not start:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export interface Product {
  url: string;
  /** All that the process has written so far: its log too. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts the product as `npm start` does, on a free port unless `env` names one, with a data directory of its own. */
export async function startProduct(env: Record<string, string> = {}): Promise<Product> {
  const data = await mkdtemp(path.join(os.tmpdir(), "costwarden-e2e-"));
  // Started as root, the database runs as another user, who must be able to enter.
  await chmod(data, 0o755);
  const port = Number(env.PORT ?? (await freePort()));
  const child = spawn(process.execPath, ["start.mjs", "start"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PORT: String(port),
      COSTWARDEN_DATA_DIR: path.join(data, "data"),
      COSTWARDEN_ADMIN_EMAIL: ADMIN.email,
      COSTWARDEN_ADMIN_PASSWORD: ADMIN.password,
      COSTWARDEN_BOOTSTRAP_TOKEN: TOKEN,
      COSTWARDEN_LOG_LEVEL: "warn",
      ...env,
    },
  });
  let output = "";
  const note = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on("data", note);
  child.stderr.on("data", note);
  const url = `http://localhost:${port}`;
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    await rm(data, { recursive: true, force: true });
  };
  try {
    await untilReady(url, child, () => output);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, output: () => output, stop };
}
