import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changeOrganisation } from "@/lib/access/organisation-settings";
import { changeDayZone } from "@/lib/metering/service";
import { setClock } from "@/lib/platform/clock";
import { atto, formatAtto } from "@/lib/platform/decimal";
import { loadOrganisation } from "@/lib/platform/organisation";
import { Reach } from "@/lib/platform/reach";
import { querySpend } from "@/lib/spend/service";
import { fixtureEvent, placeBorder, storeEvents } from "@/lib/spend/usage-fixture";
import { useDatabase } from "@/tests/database";
import { author } from "@/tests/spent-usage";
import { createBudget } from "../changes/change-budgets";
import { newBudget } from "../contract";
import { readBudget } from "./detail";
import { explainBudget } from "./explain";
import { readHistory } from "./past";

useDatabase();

const ZONES = [
  ...["UTC", "Asia/Kathmandu", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Havana"],
  ...["Africa/Casablanca", "Pacific/Chatham", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia", "America/Santiago"],
];
/** Months in which clocks change, north and south, forward and back, with a day around them. */
const MONTHS = ["2026-03", "2026-04", "2026-09", "2026-10", "2026-11"];

const events = fc
  .sample(
    fc.record({
      month: fc.constantFrom(...MONTHS),
      minute: fc.integer({ min: -1500, max: 31 * 1440 + 1500 }),
      cost: fc.bigInt({ min: 1n, max: 5n * 10n ** 18n }),
      user: fc.constantFrom(null, "u1", "u2"),
    }),
    { numRuns: 1500, seed: 7 },
  )
  .map(({ month, minute, cost, user }, at) =>
    fixtureEvent({
      id: `e${at}`,
      time: new Date(Date.parse(`${month}-01T00:00:00Z`) + minute * 60_000).toISOString(),
      effectiveCost: formatAtto(cost),
      user,
      tenant: at % 3 === 0 ? "acme" : "other",
    }),
  );

const budget = (fields: Record<string, unknown>) =>
  createBudget(newBudget.parse({ name: "b", limit: "1000", ...fields }), author).then(({ id }) => id);

let ids: { month: string; day: string; user: string };

beforeAll(async () => {
  // Minutes alone count what comes after: every tier has its share.
  await placeBorder("2026-11-10T00:00:00Z", "UTC");
  await storeEvents(events);
  await loadOrganisation();
  ids = {
    month: await budget({ scope: { tenant: "acme" }, period: "month" }),
    day: await budget({ scope: { tenant: "acme" }, period: "day" }),
    user: await budget({ each: "user", period: "month" }),
  };
});
afterAll(() => setClock(null));

const sum = (amounts: readonly string[]) => formatAtto(amounts.reduce((total, amount) => total + atto(amount), 0n));

test.each(ZONES)(
  "in %s the days, the month, the budget, its rows and the report say the same, across changes of the clock",
  async (zone) => {
    await changeOrganisation({ timezone: zone }, { principal: { kind: "system", id: null, name: "test" }, ip: null });
    await changeDayZone(zone);
    const date = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
    for (const month of MONTHS) {
      const own = events.filter(({ time }) => date.format(new Date(time)).startsWith(month));
      const truth = (tenant: string) =>
        sum(own.filter((event) => event.tenant === tenant).map(({ effectiveCost }) => effectiveCost ?? "0"));
      const days = [...new Set(own.map(({ time }) => date.format(new Date(time))))].sort();
      // The last hours of the month, so that all of its days are past or present.
      const last =
        own
          .map(({ time }) => time)
          .sort()
          .at(-1) ?? "";
      setClock(last);
      const detail = await readBudget(ids.month, Reach.everywhere);
      expect(detail.standing?.spent, month).toBe(truth("acme"));
      const daily = await readHistory(ids.day, { periods: 40 }, Reach.everywhere);
      const inMonth = daily.periods.filter(({ period_start }) => date.format(new Date(period_start)).startsWith(month));
      expect(inMonth.length).toBeGreaterThanOrEqual(days.length - 1);
      expect(sum(inMonth.map(({ spent }) => spent))).toBe(truth("acme"));
      const rows = await explainBudget(ids.month, {}, Reach.everywhere);
      expect([sum(rows.rows.map(({ amount }) => amount)), rows.spent]).toEqual([truth("acme"), truth("acme")]);
      const { period_start: from = "", period_end: to = "" } = detail.standing ?? {};
      const report = await querySpend({ from, to, tenant: "acme", granularity: "none" }, Reach.everywhere);
      expect(report.total.effective_cost_usd ?? "0").toBe(truth("acme"));
      const users = (await readBudget(ids.user, Reach.everywhere)).subjects?.dearest ?? [];
      const named = own.filter(({ user }) => user !== null);
      expect(sum(users.map(({ spent }) => spent))).toBe(sum(named.map(({ effectiveCost }) => effectiveCost ?? "0")));
    }
  },
  60_000,
);
