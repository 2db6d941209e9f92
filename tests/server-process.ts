import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { freePort } from "../lib/platform/embedded-database";

const START = path.resolve("start.mjs");
export const TOKEN = "cw_a-token-for-the-tests-of-the-process";

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command of the project as a process of its own; without the console, which these tests need not build. */
export class Launched {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = "";
  stderr = "";

  constructor(args: string[], env: Record<string, string>) {
    const inherited = { ...process.env };
    for (const name of Object.keys(inherited))
      if (name.startsWith("COSTWARDEN_") || name.startsWith("npm_")) delete inherited[name];
    this.child = spawn(process.execPath, [START, ...args], {
      env: { ...inherited, COSTWARDEN_WITHOUT_CONSOLE: "1", COSTWARDEN_BOOTSTRAP_TOKEN: TOKEN, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.ended = once(this.child, "close").then(([code]) => ({ code, stdout: this.stdout, stderr: this.stderr }));
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error("it did not start");
    return this.child.pid;
  }
}

export interface Running extends Launched {
  url: string;
}

/** Starts a server on a data directory and waits until it is ready. */
export async function startServer(dataDirectory: string, env: Record<string, string> = {}): Promise<Running> {
  const port = env.PORT ?? String(await freePort());
  const launched = new Launched([], { COSTWARDEN_DATA_DIR: dataDirectory, PORT: port, ...env });
  const url = `http://127.0.0.1:${port}`;
  await until(async () => {
    if (launched.child.exitCode !== null) throw new Error(`the server ended: ${launched.stderr}`);
    return (await fetch(`${url}/readyz`)).ok && launched.stdout.includes("is ready");
  });
  return Object.assign(launched, { url });
}

/** Waits for a condition; an attempt that cannot connect counts as not yet. */
export async function until(condition: () => Promise<boolean> | boolean, timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      if (await condition()) return;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    if (Date.now() > deadline) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function sendEvent(url: string, id: string): Promise<{ accepted: number; duplicates: number }> {
  const answer = await fetch(`${url}/ingest`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({
      id,
      source: "test",
      tenant: "acme",
      model: "gpt-4o",
      usage: { prompt_tokens: 10, completion_tokens: 2 },
    }),
  });
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { accepted: number; duplicates: number };
}
