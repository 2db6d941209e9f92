import { afterAll, beforeAll, expect, test } from "vitest";
import { parseEvent } from "@/lib/metering/parse-event";
import { foldRollups, recordEvents } from "@/lib/metering/service";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { answerQuestions, readQuestions, startDecisions } from "../decisions/service";
import { coverageOf, storeQuestionCounts } from "./service";

useDatabase();
const NOW = Date.parse("2026-11-21T10:07:30Z");
const caller = { id: null, name: "test", defaultEnvironment: null, trustsReportedCost: true };
let counter = 0;

beforeAll(async () => {
  setClock(new Date(NOW));
  await ensurePriceBook();
  await startDecisions();
});
afterAll(() => setClock(null));

/** Records `count` calls that cost a dollar each. */
async function spend(count: number, fields: Record<string, unknown>, agoMinutes = 1): Promise<void> {
  const raws = Array.from({ length: count }, () => ({
    id: `e${++counter}`,
    timestamp: new Date(NOW - agoMinutes * 60_000).toISOString(),
    model: "gpt-4o",
    provider: "openai",
    cost_usd: 1,
    ...fields,
  }));
  const context = { receivedMs: NOW, defaultSource: "test", defaultEnvironment: null, futureMs: 0, pastMs: null };
  await recordEvents(
    raws.map((raw) => parseEvent(raw, context)),
    raws,
    caller,
  );
}

async function ask(count: number, fields: Record<string, unknown>, agoMinutes = 1): Promise<void> {
  setClock(new Date(NOW - agoMinutes * 60_000));
  for (let at = 0; at < count; at++)
    await answerQuestions(readQuestions({ model: "gpt-4o", provider: "openai", ...fields }), null);
  setClock(new Date(NOW));
  await storeQuestionCounts();
}

test("the spend of a scope that asked before, in five minutes and in a day", async () => {
  await spend(10, { tenant: "acme", feature: "chat" });
  await spend(30, { tenant: "acme", feature: "batch" });
  await spend(60, { tenant: "acme", feature: "batch" }, 300);
  await spend(7, { tenant: "elsewhere" });
  await ask(5, { tenant: "acme", feature: "chat" });
  // More questions than calls cover the calls, not those of another feature.
  await ask(90, { tenant: "acme", feature: "batch" }, 300);
  expect(await coverageOf({ tenant: ["acme"] })).toEqual({
    last_5_minutes: { spend_usd: "40", asked_usd: "5", share: 0.125 },
    // Of the day's 90 calls of "batch", 90 asked; of "chat" 5 of 10.
    last_day: { spend_usd: "100", asked_usd: "95", share: 0.95 },
  });
  expect((await coverageOf({ tenant: ["acme"], feature: ["chat"] })).last_5_minutes.share).toBe(0.5);
  expect((await coverageOf({})).last_5_minutes.spend_usd).toBe("47");
  expect((await coverageOf({ tenant: ["nobody"] })).last_day).toEqual({ spend_usd: "0", asked_usd: "0", share: null });
});

test("usage counts once where the minutes were folded into quarter hours", async () => {
  await foldRollups();
  expect((await coverageOf({ tenant: ["acme"], environment: ["default"] })).last_day).toMatchObject({
    spend_usd: "100",
    asked_usd: "95",
  });
});

test("a scope that names a model, a key or a user is covered by questions that name it too", async () => {
  await spend(4, { tenant: "named", user: "u1", model: "gpt-4o-2024-08-06" });
  await ask(2, { tenant: "named", model: "gpt-4o" });
  expect((await coverageOf({ tenant: ["named"], model: ["gpt-4o*"] })).last_5_minutes.share).toBe(0.5);
  expect((await coverageOf({ tenant: ["named"], model: ["gpt-4o-2024-08-06"] })).last_5_minutes.share).toBe(0);
  expect((await coverageOf({ tenant: ["named"], user: ["u1"] })).last_5_minutes).toEqual({
    spend_usd: "4",
    asked_usd: "0",
    share: 0,
  });
  await ask(4, { tenant: "named", user: "u1" });
  setClock(new Date(NOW + 11_000));
  expect((await coverageOf({ tenant: ["named"], user: ["u1"] })).last_day.share).toBe(1);
  setClock(new Date(NOW));
});

test("refused questions cover nothing, and are counted apart", async () => {
  await pool().query(
    `INSERT INTO decision_minute (bucket, tenant, feature, environment, provider, model, key, with_user, denied)
     VALUES ($1, 'refused', 'unallocated', 'default', 'openai', 'gpt-4o', '', false, 50)`,
    [new Date(NOW - 60_000)],
  );
  await spend(3, { tenant: "refused" });
  expect((await coverageOf({ tenant: ["refused"] })).last_day).toEqual({ spend_usd: "3", asked_usd: "0", share: 0 });
});
