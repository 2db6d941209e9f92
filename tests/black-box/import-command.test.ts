import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pool } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import { bundlePrograms, type Ended, freePort, Product, type Programs, runProgram, temporaryFolder } from "./product";

const LINES = 20_000;

const database = useDatabase();
const { folder, remove } = temporaryFolder();
let programs: Programs;
let product: Product;
const environment = () => ({
  DATABASE_URL: database.url(),
  COSTWARDEN_DATA_DIR: folder,
  COSTWARDEN_SECRET: "a secret for the tests only",
  COSTWARDEN_CALLED_FROM: folder,
});

beforeAll(async () => {
  programs = await bundlePrograms();
  product = await Product.start({ programs, port: await freePort(), environment: environment() });
});

afterAll(async () => {
  await product?.stop();
  programs?.remove();
  remove();
});

const importing = (...args: string[]) => runProgram(programs.import, args, environment());
const MAP = ["--map", "timestamp=at,input_tokens=in,output_tokens=out", "--set", "model=gpt-4o,provider=openai"];

function write(name: string, rows: string[]): void {
  writeFileSync(path.join(folder, name), ["at,in,out", ...rows].join("\n"));
}

async function linesDone(name: string): Promise<number> {
  const { rows } = await pool().query<{ lines_done: number }>("SELECT lines_done FROM import_run WHERE file_name LIKE $1", [
    `%${name}`,
  ]);
  return rows[0]?.lines_done ?? 0;
}

/**
 * Holds an import in the middle, however fast it is: what would note more lines than these waits in the database.
 * @returns how to let imports go on
 */
async function holdAt(lines: number): Promise<() => Promise<void>> {
  const holder = await pool().connect();
  await holder.query(`SELECT pg_advisory_lock(4100);
    CREATE FUNCTION hold_import() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_advisory_xact_lock_shared(4100); RETURN new; END $$;
    CREATE TRIGGER hold_import BEFORE UPDATE ON import_run FOR EACH ROW WHEN (new.lines_done > ${lines})
      EXECUTE FUNCTION hold_import()`);
  return async () => {
    await holder.query("SELECT pg_advisory_unlock(4100)");
    holder.release();
    await pool().query("DROP TRIGGER hold_import ON import_run; DROP FUNCTION hold_import()");
  };
}

test("beside a running server; files are those of the folder it was called from", async () => {
  write("small.csv", ["2024-05-01 10:00:00,1000,100", "never,1,1"]);
  const { code, stdout } = await importing("small.csv", ...MAP, "--set", "tenant=small").ended;
  expect(stdout).toContain("1 accepted, 0 duplicates, 1 rejected");
  expect(stdout).toContain("Cost of what this run added: $0.0035");
  expect(code).toBe(0);
  expect(existsSync(path.join(folder, "small.csv.rejected"))).toBe(true);
});

test("killed in the middle, the same command goes on and the result is exact", async () => {
  write(
    "large.csv",
    Array.from({ length: LINES }, (_, index) => `2024-05-01 10:${String(index % 60).padStart(2, "0")}:00,1000,100`),
  );
  const args = ["large.csv", ...MAP, "--set", "tenant=large", "--batch", "500"];
  const goOn = await holdAt(4000);
  const first = importing(...args);
  let over: Ended | undefined;
  void first.ended.then((ended) => {
    over = ended;
  });
  while ((await linesDone("large.csv")) < 2000) {
    if (over) throw new Error(`ended too early: ${over.stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  first.kill();
  expect((await first.ended).code).toBeNull();
  await goOn();
  const stopped = await linesDone("large.csv");
  expect(stopped).toBeLessThan(LINES);

  const { code, stdout } = await importing(...args).ended;
  expect(stdout).toMatch(/went on after line [\d,]+, where an earlier run had stopped/);
  expect(code).toBe(0);
  const { rows } = await pool().query(
    "SELECT count(*) AS events, trim_scale(sum(effective_cost))::text AS cost FROM usage_event WHERE tenant = 'large'",
  );
  expect(rows[0]).toEqual({ events: LINES, cost: "70" });

  expect((await importing(...args).ended).stdout).toContain(`0 accepted, ${LINES.toLocaleString("en")} duplicates, 0 rejected`);
});

test.each<[string, string[], string]>([
  ["an unknown field", ["small.csv", "--map", "tenat=at"], '"tenat" is not a field of an event.'],
  ["a missing column", ["small.csv", ...MAP, "--map", "tenant=who"], 'has no column "who". Its columns are at, in, out.'],
  ["a field given twice", ["small.csv", ...MAP, "--set", "model=o3,tenant=x"], "model is given twice"],
  ["an unreadable file", ["none.csv", ...MAP, "--set", "tenant=x"], "none.csv does not exist."],
  ["an unknown option", ["small.csv", "--mpa", "x=y"], "--mpa"],
  ["no file", [], "Name at least one file"],
])("%s: one clear sentence, exit code 2, nothing imported", async (_, args, sentence) => {
  const { code, stdout, stderr } = await importing(...args).ended;
  expect(stderr).toContain(sentence);
  expect(stderr).toContain("Nothing was imported.");
  expect(stdout).toBe("");
  expect(code).toBe(2);
});

test("a dry run reads, judges and stores nothing", async () => {
  write("dry.csv", ["2024-05-01,1,1", "never,1,1"]);
  const { code, stdout } = await importing("dry.csv", ...MAP, "--set", "tenant=dry", "--dry-run").ended;
  expect(stdout).toMatch(/dry\.csv:3: timestamp \(at\): "never" is not a time/);
  expect(stdout).toContain("1 of 2 lines can be imported. Nothing was stored.");
  expect(code).toBe(0);
  expect(existsSync(path.join(folder, "dry.csv.rejected"))).toBe(false);
});
