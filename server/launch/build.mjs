import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { PRISMA_ENVIRONMENT } from "./install.mjs";
import { LaunchFailure, run, step } from "./progress.mjs";
import { fingerprint } from "./sources.mjs";

const BUNDLE_FOLDERS = ["lib", "server", "prisma", "bench"];
const CONSOLE_FOLDERS = ["app", "components", "lib", "public", "prisma"];
const BUNDLE_STAMP = "dist/stamp";
const CONSOLE_STAMP = ".next/costwarden-stamp";
const SCHEMA_STAMP = "lib/platform/generated/prisma/stamp";

const isCurrent = (root, stamp, wanted) =>
  existsSync(path.join(root, stamp)) && readFileSync(path.join(root, stamp), "utf8") === wanted;

export function bundleIsCurrent(root) {
  return isCurrent(root, BUNDLE_STAMP, fingerprint(root, BUNDLE_FOLDERS)) && schemaIsCurrent(root);
}

export function consoleIsCurrent(root) {
  return isCurrent(root, CONSOLE_STAMP, fingerprint(root, CONSOLE_FOLDERS));
}

const schemaFingerprint = (root) => fingerprint(root, ["prisma"], ["package-lock.json"]);
const schemaIsCurrent = (root) => isCurrent(root, SCHEMA_STAMP, schemaFingerprint(root));

/** Prisma's client, from the schema. */
export async function generateClient(root) {
  if (schemaIsCurrent(root)) return;
  await step("Generating the database client", async () => {
    await run(process.execPath, [binary(root, "prisma"), "generate"], {
      env: PRISMA_ENVIRONMENT,
      sentence: "The database client could not be generated (prisma generate failed)",
    });
    writeFileSync(path.join(root, SCHEMA_STAMP), schemaFingerprint(root));
  });
}

/** The server and the data commands, one file each under dist/; packages stay in node_modules. */
export async function bundle(root) {
  const wanted = fingerprint(root, BUNDLE_FOLDERS);
  if (isCurrent(root, BUNDLE_STAMP, wanted)) return;
  await step("Bundling the server", async () => {
    const esbuild = await import(createRequire(path.join(root, "package.json")).resolve("esbuild"));
    // Made aside and moved into place file by file, so that a command that starts meanwhile finds whole files.
    const aside = path.join(root, `dist/.new-${process.pid}`);
    mkdirSync(aside, { recursive: true });
    try {
      await esbuild.build({
        absWorkingDir: root,
        entryPoints: entryPoints(root),
        outdir: aside,
        bundle: true,
        packages: "external",
        platform: "node",
        format: "esm",
        target: "node20",
        sourcemap: "linked",
        outExtension: { ".js": ".mjs" },
        logLevel: "silent",
      });
      for (const name of readdirSync(aside)) renameSync(path.join(aside, name), path.join(root, "dist", name));
    } catch (error) {
      throw new LaunchFailure("The server could not be bundled", error instanceof Error ? error.message : String(error));
    } finally {
      rmSync(aside, { recursive: true, force: true });
    }
    writeFileSync(path.join(root, BUNDLE_STAMP), wanted);
  });
}

/** server/main.ts, every command of server/commands, and the benchmarks. */
function entryPoints(root) {
  const commands = readdirSync(path.join(root, "server/commands")).filter(
    (name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && name !== "run-command.ts",
  );
  const points = [{ in: "server/main.ts", out: "main" }];
  for (const name of commands) points.push({ in: `server/commands/${name}`, out: name.slice(0, -3) });
  if (existsSync(path.join(root, "bench/main.ts"))) points.push({ in: "bench/main.ts", out: "bench" });
  return points;
}

/** The screens and routes, by Next. */
export async function buildConsole(root) {
  const wanted = fingerprint(root, CONSOLE_FOLDERS);
  if (isCurrent(root, CONSOLE_STAMP, wanted)) return;
  await step("Building the console (a minute or two)", async () => {
    rmSync(path.join(root, CONSOLE_STAMP), { force: true });
    await run(process.execPath, [binary(root, "next"), "build"], {
      env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      sentence: "The console could not be built (next build failed)",
    });
    writeFileSync(path.join(root, CONSOLE_STAMP), wanted);
  });
}

/** The script behind a package's program, to be run with this Node. */
export function binary(root, name, packageName = name) {
  const folder = path.join(root, "node_modules", packageName);
  const { bin } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  return path.join(folder, typeof bin === "string" ? bin : bin[name]);
}
