import { beforeAll, expect, test } from "vitest";
import { firstRun } from "@/lib/access/service";
import { parseEvent } from "@/lib/metering/parse-event";
import { foldRollups, type IngestCaller, recordEvents } from "@/lib/metering/service";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { querySpend } from "../query-spend";
import { checkAccounting } from "./check-accounting";
import { countedTags, followDeclaredTags } from "./count-tags";
import { rebuildRollups } from "./rebuild-rollups";

useDatabase();

const NOW = Date.parse("2026-11-20T12:00:00Z");
const HOUR_MS = 3_600_000;
const caller: IngestCaller = { id: null, name: "test", defaultEnvironment: null, trustsReportedCost: false };

beforeAll(async () => {
  setClock(new Date(NOW).toISOString());
  await ensurePriceBook();
  await firstRun();
  await foldRollups();
});

async function send(fields: Record<string, unknown>): Promise<void> {
  const raw = { tenant: "acme", provider: "openai", model: "gpt-4o", usage: { prompt_tokens: 400 }, ...fields };
  const context = { receivedMs: NOW, defaultSource: "test", defaultEnvironment: null, futureMs: 0, pastMs: null };
  const [result] = await recordEvents([parseEvent(raw, context)], [raw], caller);
  expect(result?.status).toBe("accepted");
}

const hoursAgo = (hours: number) => new Date(NOW - hours * HOUR_MS).toISOString();

/** Requests by the value of a tag, as reports show them. */
async function byTag(tag: string): Promise<Record<string, unknown>> {
  const { rows } = await querySpend(
    {
      fromMs: NOW - 90 * 24 * HOUR_MS,
      toMs: NOW + HOUR_MS,
      zone: "UTC",
      weekStartsOn: 1,
      granularity: "none",
      groupings: [{ kind: "label", name: `tag:${tag}` }],
      filters: [],
      limit: 100,
      top: null,
    },
    await countedTags(),
  );
  return Object.fromEntries(rows.map((row) => [String(row[`tag:${tag}`]), row.requests]));
}

async function proven(): Promise<void> {
  const { differences, ok } = await checkAccounting();
  expect(differences).toEqual([]);
  expect(ok).toBe(true);
}

test("a tag counts all of its usage, from before it was declared, while it was not, and after", async () => {
  await send({ id: "old", timestamp: hoursAgo(60 * 24), tags: { team: "red" } });
  await send({ id: "recent", timestamp: hoursAgo(0.5), tags: { team: "blue" } });
  await send({ id: "none", timestamp: hoursAgo(30) });

  expect(await followDeclaredTags(["team", "team"])).toBe(true);
  expect(await followDeclaredTags(["team"])).toBe(false);
  expect(await byTag("team")).toEqual({ red: 1, blue: 1, null: 1 });
  await send({ id: "after", timestamp: hoursAgo(0.25), tags: { team: "blue", plan: "free" } });
  await send({ id: "moved", corrects: "old", tags: { team: "green" } });
  expect(await byTag("team")).toEqual({ green: 1, blue: 2, null: 1 });
  await proven();

  await followDeclaredTags([]);
  await send({ id: "meanwhile", timestamp: hoursAgo(50), tags: { team: "green" } });
  await followDeclaredTags(["team", "plan"]);
  expect(await byTag("team")).toEqual({ green: 2, blue: 2, null: 1 });
  expect(await byTag("plan")).toEqual({ free: 1, null: 4 });
  await rebuildRollups({ declaredTags: [] });
  expect(await byTag("team")).toEqual({ green: 2, blue: 2, null: 1 });
  await proven();
});

test("accounting names a tag's rollup that differs", async () => {
  await pool().query("UPDATE rollup_label_quarter SET requests = requests + 1 WHERE label = 'tag:team' AND value = 'blue'");
  const { ok, differences } = await checkAccounting();
  expect(ok).toBe(false);
  expect(differences[0]).toMatchObject({
    tier: "label_quarter",
    dimensions: { label: "tag:team", value: "blue" },
    measure: "requests",
  });
  await rebuildRollups({ declaredTags: [] });
  await proven();
});

test("events that are sent while a tag is declared are counted once", async () => {
  const sending = Promise.all(
    Array.from({ length: 40 }, (_, at) => send({ id: `race${at}`, timestamp: hoursAgo(at), tags: { race: "x" } })),
  );
  await followDeclaredTags(["team", "plan", "race"]);
  await sending;
  expect((await byTag("race")).x).toBe(40);
  await proven();
});
