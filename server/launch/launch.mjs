import { existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { buildConsole, bundle, bundleIsCurrent, consoleIsCurrent, generateClient } from "./build.mjs";
import { install, isInstalled } from "./install.mjs";
import { exclusively } from "./lock.mjs";
import { LaunchFailure } from "./progress.mjs";
import { check, test } from "./quality.mjs";

/** Installs and builds what is missing or stale; takes no lock and writes nothing when all is current. */
async function prepare(root, { console: withConsole }) {
  const current = () => isInstalled(root) && bundleIsCurrent(root) && (!withConsole || consoleIsCurrent(root));
  if (current()) return;
  await exclusively(root, async () => {
    await install(root);
    await generateClient(root);
    await bundle(root);
    if (withConsole) await buildConsole(root);
  });
}

async function runBundle(root, name) {
  const file = path.join(root, "dist", `${name}.mjs`);
  if (!existsSync(file)) throw new LaunchFailure(`There is no command "${name}"`);
  await import(pathToFileURL(file).href);
}

const withoutConsole = () => /^(1|true|yes|on)$/i.test(process.env.COSTWARDEN_WITHOUT_CONSOLE ?? "");

/** Runs one of the project's commands. */
export async function launch(root, command, args) {
  try {
    process.env.NEXT_TELEMETRY_DISABLED ??= "1";
    if (existsSync(path.join(root, ".env"))) process.loadEnvFile(path.join(root, ".env"));
    await dispatch(root, command, args);
  } catch (error) {
    if (error instanceof LaunchFailure && error.output) process.stderr.write(`${error.output.trim()}\n\n`);
    process.stderr.write(`costwarden: ${sentence(error)}\n`);
    process.exit(1);
  }
}

function sentence(error) {
  if (error?.code === "ENOSPC") return "The disk is full; free some space and start again.";
  if (error?.code === "EROFS" || error?.code === "EACCES") {
    return `${error.path ?? "The project's folder"} cannot be written by this user; start as its owner, or build it there once (npm run build).`;
  }
  return error instanceof LaunchFailure ? `${error.message}.` : (error?.stack ?? String(error));
}

async function dispatch(root, command, args) {
  switch (command) {
    case "build":
      return prepare(root, { console: true });
    case "start":
      await prepare(root, { console: !withoutConsole() });
      process.env.NODE_ENV = "production";
      return runBundle(root, "main");
    case "dev":
      await prepare(root, { console: false });
      process.env.NODE_ENV = "development";
      return runBundle(root, "main");
    case "check":
    case "test":
      await exclusively(root, async () => {
        await install(root);
        await generateClient(root);
      });
      if (command === "test") await prepare(root, { console: true });
      return command === "check" ? check(root) : test(root, args);
    default:
      await prepare(root, { console: false });
      process.env.NODE_ENV ??= "production";
      // A command speaks for itself; of the log, only trouble belongs on the terminal beside it.
      process.env.COSTWARDEN_LOG_LEVEL ??= "warn";
      process.argv = [process.argv[0], `costwarden ${command}`, ...args];
      return runBundle(root, command);
  }
}
