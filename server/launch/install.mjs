import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { LaunchFailure, run, step } from "./progress.mjs";

const STAMP = "node_modules/.costwarden-installed";

/** Prisma's own engines are downloads that this project does not need; any program that exists stands in for them. */
export const PRISMA_ENVIRONMENT = {
  PRISMA_SKIP_POSTINSTALL_GENERATE: "1",
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  CHECKPOINT_DISABLE: "1",
};

const sha256 = (content) => createHash("sha256").update(content).digest("hex");

/** Whether node_modules is what package-lock.json says, by our own stamp or by npm's record of what it installed. */
export function isInstalled(root) {
  const lock = readFileSync(path.join(root, "package-lock.json"));
  const stamp = path.join(root, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sha256(lock)) return true;
  const record = path.join(root, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, "utf8")).packages;
  return Object.entries(JSON.parse(lock.toString()).packages).every(([name, wanted]) => {
    if (name === "" || wanted.link) return true;
    const found = installed[name];
    if (!found) return Boolean(wanted.optional || wanted.devOptional || wanted.peer);
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

const OPTIONS = ["--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];

/** Exactly what package-lock.json says; where npm cannot, because its registry lacks packages of other systems, as near as it can. */
export async function install(root) {
  if (isInstalled(root)) return;
  await step("Installing packages", async () => {
    try {
      await npm(["ci", ...OPTIONS]);
    } catch (error) {
      if (!error.output?.includes("EUSAGE")) throw error;
      await npm(["install", "--no-save", ...OPTIONS]);
    }
  });
  if (!existsSync(path.join(root, "node_modules/.package-lock.json"))) throw new LaunchFailure("npm left no node_modules");
  writeFileSync(path.join(root, STAMP), sha256(readFileSync(path.join(root, "package-lock.json"))));
}

/** The npm that runs this script, else the one on the path. */
function npm(args) {
  const options = {
    env: PRISMA_ENVIRONMENT,
    sentence:
      "The packages could not be installed (npm failed); check the connection to the npm registry and the free disk space, and start again",
  };
  const ofNpm = process.env.npm_execpath;
  if (ofNpm?.endsWith(".js")) return run(process.execPath, [ofNpm, ...args], options);
  return run(process.platform === "win32" ? "npm.cmd" : "npm", args, options);
}
