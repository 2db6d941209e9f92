import { afterAll, beforeAll, expect, test } from "vitest";
import { newBaseline, observe } from "@/lib/anomalies/service";
import { setClock } from "@/lib/platform/clock";
import { loadOrganisation } from "@/lib/platform/organisation";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/platform/time";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { record } from "@/tests/spent-usage";
import { tellClosing } from "../evaluation/tell-closing";
import { alertsOf, callsOf } from "../evaluation/traffic-fixture";
import { startRules } from "../rules/service";
import { closeHours } from "./close-hours";

useDatabase();

const START = Date.parse("2026-09-07T00:00:00Z");
/** Days after which the second series begins, so that its drift is certain after the first one's. */
const LATER = 10;
const LAST_DAY = 60;
const FLAT_DAYS = 21;
const A_DAY = 1.025;
/** As many requests as an hour needs to say anything of its mean. */
const REQUESTS = 20;

interface Slow {
  tenant: string;
  fromMs: number;
  usual: number;
  calls(value: number): { output?: number; usd?: number };
}

const verbose: Slow = { tenant: "verbose", fromMs: START, usual: 200, calls: (output) => ({ output }) };
const dearer: Slow = { tenant: "dearer", fromMs: START + LATER * DAY_MS, usual: 500, calls: (cost) => ({ usd: cost / 10_000 }) };

/** Hours of work, with a value that is steady for three weeks, scatters, and then grows by a fortieth a day. */
function* hoursOf({ fromMs, usual }: Slow): Generator<{ hourMs: number; value: number }> {
  for (let day = 0; day < LAST_DAY; day++)
    for (let hour = 9; hour < 13; hour++) {
      const scatter = 0.97 + 0.01 * ((day * 7 + hour * 3) % 7);
      const value = Math.round(usual * A_DAY ** Math.max(0, day - FLAT_DAYS) * scatter);
      yield { hourMs: fromMs + day * DAY_MS + hour * HOUR_MS, value };
    }
}

/** The hour in which one pass over the values finds their drift. */
function toldAt(slow: Slow): number {
  const state = newBaseline();
  for (const { hourMs, value } of hoursOf(slow)) if (observe(state, hourMs, value).finding === "drift_up") return hourMs;
  throw new Error("it never drifted");
}

async function recordHours(slow: Slow, from: number, to: number): Promise<void> {
  const events = [...hoursOf(slow)]
    .filter(({ hourMs }) => hourMs >= from && hourMs < to)
    .flatMap(({ hourMs, value }) =>
      callsOf({ tenant: slow.tenant, feature: "summary", count: REQUESTS, usd: 0.05, ...slow.calls(value) }, hourMs),
    );
  for (let at = 0; at < events.length; at += 2000) await record(events.slice(at, at + 2000));
}

beforeAll(async () => {
  await ensurePriceBook();
  await loadOrganisation();
  await startRules();
  setClock(new Date(toldAt(dearer)));
  for (const slow of [verbose, dearer]) await recordHours(slow, START, toldAt(slow));
});
afterAll(() => setClock(null));

/** Closes the hours before that of the drift, and then itself. @returns what was told of it before and after */
async function drift(slow: Slow): Promise<{ before: string[]; after: string[] }> {
  const untilMs = toldAt(slow);
  const told = async () => {
    const found = (await alertsOf(slow.tenant)).filter(({ threshold }) => threshold.startsWith("drift"));
    return found.map(({ subject_key, threshold, summary }) => `${subject_key} ${threshold}: ${summary}`);
  };
  setClock(new Date(untilMs + MINUTE_MS));
  await closeHours(tellClosing);
  const before = await told();
  setClock(new Date(untilMs + HOUR_MS - 1));
  await recordHours(slow, untilMs, untilMs + HOUR_MS);
  setClock(new Date(untilMs + HOUR_MS + MINUTE_MS));
  await closeHours(tellClosing);
  return { before, after: await told() };
}

test("I8: answers that grow longer for weeks, without a spike, are told when it is certain, of the tenant and the feature", async () => {
  const { before, after } = await drift(verbose);
  expect(before).toEqual([]);
  for (const subject of ["tenant=verbose", "feature=summary", "tenant=verbose|feature=summary"])
    expect(after).toContainEqual(expect.stringContaining(`${subject} drift output_per_request: `));
  expect(after[0]).toMatch(/ drifted up to .+ over weeks, from /);
});

test("requests that become dearer week by week, with tokens as ever, are told by their cost alone", async () => {
  const { before, after } = await drift(dearer);
  expect(before).toEqual([]);
  const own = after.filter((each) => each.startsWith("tenant=dearer "));
  expect(own).toEqual([expect.stringContaining("tenant=dearer drift cost_per_request: ")]);
});
