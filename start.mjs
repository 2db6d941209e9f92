#!/usr/bin/env node
// The way in: `npm start` and every other script. Needs nothing but Node and npm; installs and
// builds what is missing or stale, then runs the asked command.
import process from "node:process";
import { fileURLToPath } from "node:url";

const LEAST = [20, 19];

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
  process.stderr.write(`costwarden: Node ${LEAST.join(".")} or newer is needed; this is ${process.versions.node}.\n`);
  process.exit(1);
}

const root = fileURLToPath(new URL(".", import.meta.url));
// Files named on the command line are meant from where the person stands; npm has gone to the project already.
process.env.COSTWARDEN_CALLED_FROM =
  (process.env.npm_lifecycle_event && process.env.INIT_CWD) || process.env.COSTWARDEN_CALLED_FROM || process.cwd();
process.chdir(root);

// Started by npm, this process ends in order when npm is gone, instead of living on unseen.
const parent = process.ppid;
if (process.env.npm_lifecycle_event && process.platform !== "win32") {
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 250);
  watch.unref();
}

const { launch } = await import("./server/launch/launch.mjs");
// npm takes away the `--` that parts its own options from the command's; whoever calls this file need not know.
const [command = "start", ...rest] = process.argv.slice(2);
await launch(root, command, rest[0] === "--" ? rest.slice(1) : rest);
