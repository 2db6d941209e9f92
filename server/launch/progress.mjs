import { spawn } from "node:child_process";
import process from "node:process";

const TICK_MS = 1000;

/** Why a step failed, for a person: one sentence, and what the program said. */
export class LaunchFailure extends Error {
  constructor(sentence, output = "") {
    super(sentence);
    this.output = output;
  }
}

/** Runs `work` under a line that shows what is going on and for how long; on a terminal the line counts. */
export async function step(title, work) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const terminal = process.stdout.isTTY;
  process.stdout.write(terminal ? `${title} ...` : `${title} ...\n`);
  const timer = terminal ? setInterval(() => process.stdout.write(`\r${title} ... ${seconds()} s`), TICK_MS) : undefined;
  try {
    const result = await work();
    process.stdout.write(terminal ? `\r${title}: done in ${seconds()} s\u001b[K\n` : `${title}: done in ${seconds()} s\n`);
    return result;
  } catch (error) {
    if (terminal) process.stdout.write("\n");
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/**
 * Runs a program to its end. A signal to this process goes on to it, and then ends this process too.
 * @param options.show its output goes to the terminal instead of being kept for a failure's report
 * @throws LaunchFailure when it does not end with 0
 */
export function run(file, args, { show = false, env = {}, sentence = `${file} failed` } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text) => {
        output = (output + text).slice(-20_000);
      });
    }
    const pass = (signal) => {
      child.kill(signal);
      child.once("close", () => process.exit(130));
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.once(signal, pass);
    const done = () => {
      for (const signal of signals) process.off(signal, pass);
    };
    child.once("error", (error) => {
      done();
      reject(new LaunchFailure(`${sentence}: ${error.message}`));
    });
    child.once("close", (code) => {
      done();
      if (code === 0) resolve();
      else reject(new LaunchFailure(sentence, output));
    });
  });
}
