import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/** A tree of its own under the project's own rules: what is planted in it must be found. */
let root = "";

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), "costwarden-rules-"));
  symlinkSync(path.resolve("node_modules"), path.join(root, "node_modules"));
  writeFileSync(path.join(root, "tsconfig.json"), JSON.stringify({ compilerOptions: { paths: { "@/*": ["./*"] } } }));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function violations(files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  const cruiser = path.resolve("node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = [cruiser, ...Object.keys(files), "--config", path.resolve(".dependency-cruiser.cjs"), "--output-type", "err"];
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  return run.status === 0 ? "" : run.stdout + run.stderr;
}

const service = "export const serve = () => 1;\n";

test("finds a part of the screens that calls a service", () => {
  const found = violations({
    "lib/spend/service.ts": service,
    "components/planted.ts": 'import { serve } from "@/lib/spend/service";\nexport const part = serve();\n',
  });
  expect(found).toContain("components-know-no-services");
});

test("finds a domain entered around its door", () => {
  const found = violations({
    "lib/pricing/inner.ts": service,
    "lib/spend/planted.ts": 'import { serve } from "@/lib/pricing/inner";\nexport const report = serve();\n',
  });
  expect(found).toContain("into-pricing-by-its-door");
});

test("finds a pure core that reads the database, and a circle", () => {
  const found = violations({
    "lib/platform/database.ts": 'import { rate } from "@/lib/pricing/rate-usage";\nexport const pool = () => rate;\n',
    "lib/pricing/rate-usage.ts": 'import { pool } from "@/lib/platform/database";\nexport const rate = () => pool;\n',
  });
  expect(found).toContain("pricing-core-is-pure");
  expect(found).toContain("no-circles");
});

test("finds a forecast that reaches the database through another file", () => {
  const found = violations({
    "lib/platform/settings.ts": "export const pool = () => 1;\n",
    "lib/budgets/between.ts": 'import { pool } from "@/lib/platform/settings";\nexport const read = () => pool;\n',
    "lib/budgets/forecast/planted.ts": 'import { read } from "../between";\nexport const forecast = () => read;\n',
  });
  expect(found).toContain("budgets-core-is-pure");
});

test("finds a detector that reaches the clock", () => {
  const found = violations({
    "lib/platform/clock.ts": "export const now = () => 1;\n",
    "lib/anomalies/planted.ts": 'import { now } from "@/lib/platform/clock";\nexport const judge = () => now();\n',
  });
  expect(found).toContain("anomalies-is-pure");
});

test("finds nothing in a tree that keeps the rules", () => {
  const found = violations({
    "lib/spend/service.ts": service,
    "app/page.ts": 'import { serve } from "@/lib/spend/service";\nexport default serve;\n',
  });
  expect(found).toBe("");
});
