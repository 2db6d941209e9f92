import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { loadOrganisation } from "@/lib/platform/organisation";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { author, spend } from "@/tests/spent-usage";
import { createBudget } from "../changes/change-budgets";
import { newBudget } from "../contract";
import { StandingsKeeper } from "./keeper";

useDatabase();
beforeAll(async () => {
  await ensurePriceBook();
  await loadOrganisation();
});

const NOW = "2026-11-20T10:07:00Z";
let name = 0;
let tenant = "";

beforeEach(() => {
  setClock(NOW);
  tenant = `t${name++}`;
});
afterEach(() => setClock(null));

const make = (fields: Record<string, unknown>) =>
  createBudget(
    newBudget.parse({ name: "b", scope: { tenant }, period: "month", limit: "96", thresholds: [50, 80, 100], ...fields }),
    author,
  );

async function crossings(budget: string) {
  const { rows } = await pool().query<{ threshold: string; subject: string; since_close: boolean; spent: string; cause: string }>(
    "SELECT threshold, subject, since_close, spent::text, cause FROM budget_crossing WHERE budget_id = $1 ORDER BY noted_at, threshold",
    [budget],
  );
  return rows;
}

test("each threshold is noted once, in order, whatever the number of instances and looks", async () => {
  const { id } = await make({});
  const keepers = [new StandingsKeeper(), new StandingsKeeper(), new StandingsKeeper()];
  const look = () => Promise.all(keepers.flatMap((keeper) => [keeper.look()]));
  await look();
  for (const [cost, expected] of [
    ["47.999999999999999999", []],
    ["0.000000000000000001", ["actual:50"]],
    ["20", ["actual:50"]],
    ["28.8", ["actual:50", "actual:80", "actual:100"]],
    ["500", ["actual:50", "actual:80", "actual:100"]],
  ] as const) {
    await spend(tenant, cost, NOW);
    await look();
    const found = await crossings(id);
    expect(found.map(({ threshold }) => threshold).sort(), cost).toEqual([...expected].sort());
  }
  // After a restart nothing comes again.
  await new StandingsKeeper().look();
  expect(await crossings(id)).toHaveLength(3);
});
