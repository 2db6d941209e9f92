import { existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { binary } from "./build.mjs";
import { LaunchFailure, run } from "./progress.mjs";

const SOURCES = ["app", "lib", "server", "components", "tests", "bench", "e2e"];

/** Runs each of the programs to its end, also after a failure, so that one run shows everything. */
async function all(root, programs) {
  const failed = [];
  for (const [title, file, args, env = {}] of programs) {
    process.stdout.write(`\n── ${title}\n`);
    await run(process.execPath, [binary(root, ...file), ...args], { show: true, env }).catch(() => failed.push(title));
  }
  return failed;
}

const report = (failed) => {
  if (failed.length > 0) throw new LaunchFailure(`Not in order: ${failed.join(", ")}`);
};

function checks(root) {
  const folders = SOURCES.filter((folder) => existsSync(path.join(root, folder)));
  return [
    // Writes the types of routes and style sheets that the compiler needs.
    ["types of routes", ["next"], ["typegen"], { NEXT_TELEMETRY_DISABLED: "1" }],
    ["types", ["tsc", "typescript"], ["--noEmit", "-p", "."]],
    ["biome", ["biome", "@biomejs/biome"], ["check", "--error-on-warnings", "."]],
    ["knip", ["knip"], []],
    ["dependency rules", ["depcruise", "dependency-cruiser"], [...folders, "--config", "--output-type", "err-long"]],
  ];
}

export async function check(root) {
  report(await all(root, checks(root)));
}

/** Everything: check, unit and database tests, and the browser tests on the built product. */
export async function test(root, args) {
  const failed = await all(root, [
    ...checks(root),
    ["unit and database tests", ["vitest"], ["run", ...args]],
    ...(existsSync(path.join(root, "e2e")) ? [["browser tests", ["playwright", "@playwright/test"], ["test"]]] : []),
  ]);
  report(failed);
}
