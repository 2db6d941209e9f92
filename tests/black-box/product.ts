import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { freePort } from "@/lib/platform/embedded-database";

const ROOT = path.resolve(import.meta.dirname, "../..");
/** A machine that does much else takes its time; a process that ends is noticed at once. */
const START_PATIENCE_MS = 300_000;

export const TOKEN = "cw_black_box_0123456789abcdef0123456789";

/** A folder that PostgreSQL's user may enter, removed by `remove`. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), "costwarden-black-box-"));
  chmodSync(folder, 0o755);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Programs {
  server: string;
  accounting: string;
  import: string;
  remove: () => void;
}

/** The product's processes, bundled as `npm start` bundles them, but apart from what may be running. */
export async function bundlePrograms(): Promise<Programs> {
  const cache = path.join(ROOT, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, "black-box-"));
  await build({
    absWorkingDir: ROOT,
    entryPoints: [
      { in: "server/main.ts", out: "main" },
      { in: "server/commands/accounting.ts", out: "accounting" },
      { in: "server/commands/import.ts", out: "import" },
    ],
    outdir: folder,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    outExtension: { ".js": ".mjs" },
    logLevel: "silent",
  });
  return {
    server: path.join(folder, "main.mjs"),
    accounting: path.join(folder, "accounting.mjs"),
    import: path.join(folder, "import.mjs"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface ProductOptions {
  programs: Programs;
  port: number;
  environment: Record<string, string>;
}

/** A running instance, without the console. */
export class Product {
  private output = "";

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start({ programs, port, environment }: ProductOptions): Promise<Product> {
    const child = spawn(process.execPath, [programs.server], {
      cwd: ROOT,
      env: processEnvironment({ ...environment, PORT: String(port), HOST: "127.0.0.1" }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const product = new Product(`http://127.0.0.1:${port}`, child);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        product.output = (product.output + chunk.toString()).slice(-8000);
      });
    }
    await product.untilReady();
    return product;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it has printed lately. */
  get printed(): string {
    return this.output;
  }

  private async untilReady(): Promise<void> {
    const deadline = Date.now() + START_PATIENCE_MS;
    while (this.running && Date.now() < deadline) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => null);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await this.kill();
    throw new Error(`the product did not become ready: ${this.output}`);
  }

  /** kill -9. */
  kill(): Promise<void> {
    return this.end("SIGKILL");
  }

  stop(): Promise<void> {
    return this.end("SIGTERM");
  }

  private end(signal: NodeJS.Signals): Promise<void> {
    if (!this.running) return Promise.resolve();
    return new Promise((resolve) => {
      this.child.once("exit", () => resolve());
      this.child.kill(signal);
    });
  }
}

/** The environment of the tests' own process says nothing about the product under test. */
function processEnvironment(own: Record<string, string>): NodeJS.ProcessEnv {
  const environment = { ...process.env };
  for (const name of Object.keys(environment)) {
    if (/^(COSTWARDEN_|DATABASE_URL$|PORT$|NODE_ENV$|VITEST)/.test(name)) delete environment[name];
  }
  return Object.assign(environment, {
    COSTWARDEN_WITHOUT_CONSOLE: "1",
    COSTWARDEN_BOOTSTRAP_TOKEN: TOKEN,
    COSTWARDEN_LOG_LEVEL: "error",
    ...own,
  });
}

/** Kills the embedded PostgreSQL of a data folder too, as a power cut would. */
export function killDatabase(dataDirectory: string): void {
  const [pid] = readFileSync(path.join(dataDirectory, "postgresql/postmaster.pid"), "utf8").split("\n");
  process.kill(Number(pid), "SIGKILL");
}

export interface Accounting {
  ok: boolean;
  events: { requests: number; effective_cost_usd: string; input_tokens: number; output_tokens: number };
  rollups: { requests: number; effective_cost_usd: string };
  differences: unknown[];
}

/** `npm run accounting -- --json`, beside a running instance or alone. */
export async function accounting(programs: Programs, environment: Record<string, string>): Promise<Accounting> {
  const { stdout } = await runProgram(programs.accounting, ["--json"], environment).ended;
  return JSON.parse(stdout) as Accounting;
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs one of the product's commands. */
export function runProgram(
  program: string,
  args: string[],
  environment: Record<string, string>,
): { ended: Promise<Ended>; kill(): void } {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: ROOT,
    env: processEnvironment(environment),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    printed.stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    printed.stderr += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ code, ...printed })));
  return { ended, kill: () => void child.kill("SIGKILL") };
}

export { freePort };
