import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { formatAtto } from "@/lib/platform/decimal";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { recordEvents } from "../record-events";
import { ImportError } from "./import-error";
import { parseImportOptions, type RawImportOptions } from "./options";
import { type ImportHooks, importFiles } from "./service";

useDatabase();
beforeAll(ensurePriceBook);

const folder = mkdtempSync(path.join(tmpdir(), "costwarden-import-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const made = path.join(folder, name);
  writeFileSync(made, content);
  return made;
}

function run(files: string[], options: Omit<RawImportOptions, "files">, hooks?: ImportHooks) {
  return importFiles(parseImportOptions({ files, ...options }), hooks);
}

interface Totals {
  requests: number;
  input: number;
  output: number;
  cost: string | null;
  first: Date;
  last: Date;
}

async function totals(tenant: string): Promise<Totals | undefined> {
  const { rows } = await pool().query<Totals>(
    `SELECT count(*) AS requests, coalesce(sum(input_tokens), 0)::bigint AS input, coalesce(sum(output_tokens), 0)::bigint AS output,
       trim_scale(sum(effective_cost))::text AS cost, min(time) AS first, max(time) AS last FROM usage_event WHERE tenant = $1`,
    [tenant],
  );
  return rows[0];
}

const MAP = ["timestamp=TIMESTAMP,input_tokens=ContextTokens,output_tokens=GeneratedTokens"];
const settingsFor = (tenant: string) => [`tenant=${tenant},feature=chat,environment=production,provider=openai,model=gpt-4o`];

// The real traces lie beside the project where it is developed. Elsewhere a file of the same form takes their place.
const TRACES = path.resolve("../shared/data/azure-llm-2023");
const trace = (name: string, lines: number): { path: string; requests: number; input: number; output: number; cost: string } => {
  const real = path.join(TRACES, `AzureLLMInferenceTrace_${name}.csv`);
  if (existsSync(real)) {
    return name === "conv"
      ? { path: real, requests: 19_366, input: 22_361_870, output: 4_088_665, cost: "96.791325" }
      : { path: real, requests: 8819, input: 18_059_974, output: 245_896, cost: "47.608895" };
  }
  const rows = Array.from({ length: lines }, (_, index) => {
    const time = new Date(Date.UTC(2023, 10, 16, 18, 15, 46) + index * 137).toISOString();
    return `${time.slice(0, 10)} ${time.slice(11, 23)}0900,${100 + (index % 977)},${10 + (index % 89)}`;
  });
  const sum = (column: number) => rows.reduce((total, row) => total + Number(row.split(",")[column]), 0);
  const [input, output] = [sum(1), sum(2)];
  // gpt-4o in November 2023: $2.50 and $10 a million tokens, so micro-dollars come in halves.
  const cost = formatAtto((BigInt(input) * 25n + BigInt(output) * 100n) * 10n ** 11n);
  const made = file(`${name}.csv`, ["TIMESTAMP,ContextTokens,GeneratedTokens", ...rows].join("\r\n"));
  return { path: made, requests: lines, input, output, cost };
};

test.each([
  ["conv", "azure-conv", 19_366],
  ["code", "azure-code", 8819],
])("the %s trace is imported to the last digit, and a second time changes nothing", async (name, tenant, lines) => {
  const { path: source, requests, input, output, cost } = trace(name, lines);
  const first = await run([source], { map: MAP, set: settingsFor(tenant) });
  expect(first).toMatchObject({ accepted: requests, duplicates: 0, rejected: 0, unpriced: 0, interrupted: false });
  expect(formatAtto(first.cost)).toBe(cost);
  expect(await totals(tenant)).toMatchObject({ requests, input, output, cost });

  const second = await run([source], { map: MAP, set: settingsFor(tenant) });
  expect(second).toMatchObject({ accepted: 0, duplicates: requests, rejected: 0 });
  expect(await totals(tenant)).toMatchObject({ requests, input, output, cost });
});

const SMALL = `﻿when,who,"in","out",note\r
2024-05-01 10:00:00.1234567,acme,100,10,"said ""hi"", twice"\r
2024-05-01 10:00:01,acme,many,10,x\r
2024-05-01 10:00:02,acme,200\r
\r
2024-05-01 10:00:03,acme,300.0,30,"two
lines"\r
soon,acme,1,1,x\r
2024-05-01 10:00:04,acme,400,,"open\r
2024-05-01 10:00:05,acme,500,50,last`;
const SMALL_OPTIONS = {
  map: ["timestamp=when,tenant=who,input_tokens=in", "output_tokens=out"],
  set: ["model=gpt-4o,provider=openai"],
};

test("bad lines are set aside with their number and reason and do not stop the rest", async () => {
  const source = file("small.csv", SMALL.replaceAll(",acme,", ",small,"));
  const summary = await run([source], SMALL_OPTIONS);
  expect(summary).toMatchObject({ accepted: 3, duplicates: 0, rejected: 4 });
  expect(await totals("small")).toMatchObject({ requests: 3, input: 900, output: 90 });
  const rejected = readFileSync(`${source}.rejected`, "utf8");
  expect(rejected).toContain('3,"input_tokens (in): ""many"" is not a number"');
  expect(rejected).toContain('4,"expected 5 columns, found 3"');
  expect(rejected).toContain('8,"timestamp (when): ""soon"" is not a time');
  expect(rejected).toContain('9,"a quote is opened and not closed"');
  expect(summary.files[0]?.rejectedPath).toBe(`${source}.rejected`);

  const again = await run([source], SMALL_OPTIONS);
  expect(again).toMatchObject({ accepted: 0, duplicates: 3, rejected: 4 });
  expect(readFileSync(`${source}.rejected`, "utf8")).toBe(rejected);
});

test("the same lines under another name and compressed are the same events", async () => {
  const text = SMALL.replaceAll(",acme,", ",renamed,");
  await run([file("first.csv", text)], SMALL_OPTIONS);
  const summary = await run([file("second.csv.gz", gzipSync(text))], SMALL_OPTIONS);
  expect(summary).toMatchObject({ accepted: 0, duplicates: 3 });
});

test("no file of rejected lines is made when there are none", async () => {
  const source = file("clean.csv", "tenant,model,input_tokens,output_tokens,timestamp\nclean,gpt-4o,5,5,2024-05-01\n");
  expect(await run([source], {})).toMatchObject({ accepted: 1, rejected: 0 });
  expect(existsSync(`${source}.rejected`)).toBe(false);
});

test("NDJSON: events of our own contract, and nested paths of another's", async () => {
  const own = [
    {
      id: "a",
      tenant: "own",
      model: "o3",
      provider: "openai",
      timestamp: "2025-05-01T00:00:00Z",
      usage: { input_tokens: 1000, output_tokens: 200 },
    },
    {
      id: "b",
      tenant: "own",
      model: "o3",
      provider: "openai",
      timestamp: "2026-05-01T00:00:00Z",
      usage: { input_tokens: 1000, output_tokens: 200 },
    },
  ];
  await run([file("own.ndjson", own.map((each) => JSON.stringify(each)).join("\n"))], {});
  // o3 fell from $10 and $40 a million to $2 and $8 in June 2025.
  expect(await totals("own")).toMatchObject({ requests: 2, cost: "0.0216" });

  const foreign = [
    { at: 1_714_557_600, customer: { id: "foreign" }, response: { usage: { prompt_tokens: 100, completion_tokens: 7 } } },
    "no event",
    {
      at: 1_714_557_601,
      customer: { id: "foreign" },
      response: { usage: { prompt_tokens: 50, completion_tokens: 3 } },
      failed: 429,
    },
  ];
  const source = file("foreign.jsonl.gz", gzipSync(foreign.map((each) => JSON.stringify(each)).join("\r\n")));
  const summary = await run([source], {
    map: ["timestamp=at,tenant=customer.id,usage=response.usage,status=failed"],
    set: ["model=gpt-4o,provider=openai"],
  });
  expect(summary).toMatchObject({ accepted: 2, rejected: 1 });
  expect(await totals("foreign")).toMatchObject({ input: 150, output: 10, first: new Date("2024-05-01T10:00:00Z") });
});

test("a column of JSON holds the provider's own usage object; --set gives the rest", async () => {
  const usage = {
    input_tokens: 2095,
    cache_creation_input_tokens: 2051,
    cache_read_input_tokens: 18_000,
    cache_creation: { ephemeral_5m_input_tokens: 1051, ephemeral_1h_input_tokens: 1000 },
    output_tokens: 503,
  };
  const cell = `"${JSON.stringify(usage).replaceAll('"', '""')}"`;
  const gemini = (tokens: number) =>
    `"{""promptTokenCount"":${tokens},""candidatesTokenCount"":0,""totalTokenCount"":${tokens}}"`;
  const lines = [
    `2026-05-01;anthropic;claude-sonnet-4-5;${cell}`,
    `2026-05-01;google;gemini-2.5-pro;${gemini(200_000)}`,
    `2026-05-01;google;gemini-2.5-pro;${gemini(200_001)}`,
  ];
  const source = file("usage.csv", `at;provider;model;usage\n${lines.join("\n")}`);
  await run([source], {
    map: ["timestamp=at,provider=provider,model=model,usage=usage"],
    set: ["tenant=shapes", "tags.team=core"],
  });
  const { rows } = await pool().query<{ cost: string }>(
    "SELECT trim_scale(effective_cost)::text AS cost FROM usage_event WHERE tenant = 'shapes' AND tags ->> 'team' = 'core' ORDER BY model, effective_cost",
  );
  expect(rows.map(({ cost }) => cost)).toEqual(["0.02917125", "0.25", "0.5000025"]);
});

test("--shift-to-now moves the series to end now; a later run finds only duplicates", async () => {
  const source = file("old.csv", SMALL.replaceAll(",acme,", ",shifted,"));
  setClock("2026-11-20T12:00:00Z");
  try {
    await run([source], { ...SMALL_OPTIONS, shiftToNow: true });
    const moved = await totals("shifted");
    expect(moved?.last.toISOString()).toBe("2026-11-20T12:00:00.000Z");
    expect(moved?.first.toISOString()).toBe("2026-11-20T11:59:55.123Z");
    setClock("2026-11-20T18:00:00Z");
    expect(await run([source], { ...SMALL_OPTIONS, shiftToNow: true })).toMatchObject({ accepted: 0, duplicates: 3 });
    expect(await totals("shifted")).toEqual(moved);
  } finally {
    setClock(null);
  }
});

test("an interrupted run goes on where it stopped, moved by the same time, with all its rejected lines", async () => {
  const lines = Array.from(
    { length: 100 },
    (_, index) => `2024-05-01 10:00:${String(index % 60).padStart(2, "0")},${index % 10 === 3 ? "x" : index}`,
  );
  const source = file("long.csv", ["at,n", ...lines].join("\n"));
  const options = { map: ["timestamp=at,input_tokens=n"], set: ["tenant=long,model=gpt-4o"], batch: "10", shiftToNow: true };
  const caller = { id: null, name: "import", defaultEnvironment: null, trustsReportedCost: false };
  let batches = 0;
  setClock("2026-11-20T12:00:00Z");
  try {
    await expect(
      run([source], options, {
        sink: (outcomes, raws) => {
          if (++batches === 6) throw new Error("the power went");
          return recordEvents(outcomes, raws, caller);
        },
      }),
    ).rejects.toThrow("the power went");
    const before = await totals("long");
    expect(before?.requests).toBeGreaterThan(20);
    expect(before?.requests).toBeLessThan(90);

    setClock("2026-11-20T15:00:00Z");
    let sent = 0;
    const resumed = await run([source], options, {
      sink: (outcomes, raws) => {
        sent += outcomes.length;
        return recordEvents(outcomes, raws, caller);
      },
    });
    expect(sent).toBeLessThan(90);
    expect(resumed.files[0]?.resumedAfter).toBeGreaterThan(20);
    expect(resumed.rejected).toBe(10);
    expect(resumed.accepted + resumed.duplicates).toBeGreaterThanOrEqual(90);
    const after = await totals("long");
    expect(after).toMatchObject({ requests: 90, last: new Date("2026-11-20T12:00:00Z") });
    const rejected = readFileSync(`${source}.rejected`, "utf8").trim().split("\n").slice(1);
    expect(rejected.map((row) => Number(row.split(",")[0]))).toEqual(Array.from({ length: 10 }, (_, index) => 5 + 10 * index));
  } finally {
    setClock(null);
  }
});

test("a changed mapping of the same lines is refused as a conflict, not counted twice", async () => {
  const source = file("changed.csv", "at,n\n2024-05-01,5\n");
  const set = ["tenant=changed,model=gpt-4o"];
  await run([source], { map: ["timestamp=at,input_tokens=n"], set });
  const summary = await run([source], { map: ["timestamp=at,output_tokens=n"], set });
  expect(summary).toMatchObject({ accepted: 0, duplicates: 0, rejected: 1 });
  expect(await totals("changed")).toMatchObject({ requests: 1, input: 5, output: 0 });
});

test("damaged gzip data: what can be read is imported, and the sentence says how far", async () => {
  const rows = Array.from({ length: 3000 }, (_, index) => `2024-05-01,${index},${randomBytes(150).toString("hex")}`).join("\n");
  const whole = gzipSync(`at,n,noise\n${rows}`);
  const source = file("damaged.csv.gz", whole.subarray(0, Math.floor(whole.length / 2)));
  const options = { map: ["timestamp=at,input_tokens=n"], set: ["tenant=damaged,model=gpt-4o"] };
  await expect(run([source], options)).rejects.toThrow(
    /ends in the middle of its gzip data\. What could be read was imported, up to line \d+/,
  );
  expect((await totals("damaged"))?.requests).toBeGreaterThan(100);
});

const before = async () => (await pool().query<{ n: number }>("SELECT count(*) AS n FROM event_identity")).rows[0]?.n;

test.each<[string, () => [string[], Omit<RawImportOptions, "files">], RegExp]>([
  ["a missing file", () => [["/nowhere/x.csv"], SMALL_OPTIONS], /^\/nowhere\/x\.csv does not exist\.$/],
  ["a folder", () => [[folder], SMALL_OPTIONS], /is a folder/],
  ["an empty file", () => [[file("empty.csv", "")], SMALL_OPTIONS], /is empty/],
  ["a workbook", () => [[file("book.csv", Buffer.from("504b030414000600", "hex"))], SMALL_OPTIONS], /Excel workbook/],
  [
    "a missing column, in the second file",
    () => [[file("good.csv", SMALL), file("bad.csv", "a,b\n1,2")], SMALL_OPTIONS],
    /bad\.csv has no column "when"\. Its columns are a, b\.$/,
  ],
  [
    "a path that no line has",
    () => [
      [file("p.ndjson", '{"tenant":"t","usage":{"n":1}}')],
      { map: ["tenant=tenant,input_tokens=usage.m"], set: ["model=x"] },
    ],
    /No line of .*p\.ndjson has "usage\.m"\. Its first line has tenant, usage\.n\.$/,
  ],
  ["no tenant", () => [[file("t.csv", "a\n1")], { map: ["input_tokens=a"], set: ["model=x"] }], /^Nothing gives tenant/],
  [
    "a value of --set that cannot be",
    () => [[file("s.csv", "a\n1")], { set: ["tenant=a,model=b,status=ok"] }],
    /--set status: "ok" is not a number/,
  ],
])("%s is one clear sentence, and nothing is imported", async (_, prepare, message) => {
  const [files, options] = prepare();
  const known = await before();
  const attempt = run(files, options);
  await expect(attempt).rejects.toThrow(ImportError);
  await expect(attempt).rejects.toThrow(message);
  expect(await before()).toBe(known);
});

test("a renamed file in an unfinished run is still the same run", async () => {
  const source = file("a-name.csv", "at,n\n2024-05-01,5\n2024-05-02,6\n");
  const options = { map: ["timestamp=at,input_tokens=n"], set: ["tenant=renaming,model=gpt-4o"] };
  await run([source], options);
  renameSync(source, path.join(folder, "another-name.csv"));
  expect(await run([path.join(folder, "another-name.csv")], options)).toMatchObject({ accepted: 0, duplicates: 2 });
  const { rows } = await pool().query<{ n: number }>(
    "SELECT count(*) AS n FROM import_run WHERE file_name LIKE '%another-name.csv'",
  );
  expect(rows[0]?.n).toBe(1);
});
