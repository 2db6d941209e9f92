import { afterEach, beforeAll, expect, test } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { atto, formatAtto } from "@/lib/platform/decimal";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { importDemo } from "./import-demo";

useDatabase();
beforeAll(ensurePriceBook);
afterEach(() => setClock(null));

const totals = async () =>
  (
    await pool().query<{ events: number; tenants: number; cost: string; last: Date; unpriced: number }>(
      `SELECT count(*) AS events, count(DISTINCT tenant) AS tenants, sum(effective_cost)::text AS cost, max(time) AS last,
         count(*) FILTER (WHERE pricing = 'unpriced') AS unpriced FROM usage_event`,
    )
  ).rows[0];

test("fills the ledger up to now, adds only what came since when run again, and never twice", async () => {
  setClock("2026-11-20T09:30:00Z");
  const first = await importDemo({ seed: 1, days: 4, force: false });
  const before = await totals();
  expect(before).toMatchObject({ events: first.accepted, tenants: 40 });
  expect(formatAtto(first.cost)).toBe(formatAtto(atto(before?.cost ?? "")));
  expect(before?.unpriced).toBeGreaterThan(0);
  expect(Date.parse("2026-11-20T09:30:00Z") - Number(before?.last)).toBeLessThan(3_600_000);

  expect(await importDemo({ seed: 1, days: 4, force: false })).toMatchObject({ accepted: 0 });
  setClock("2026-11-21T06:00:00Z");
  const later = await importDemo({ seed: 1, days: 4, force: false });
  expect(later.accepted).toBeGreaterThan(500);
  expect(later.manifest).toEqual(first.manifest);
  expect((await totals())?.events).toBe(first.accepted + later.accepted);
  const longer = await importDemo({ seed: 1, days: 6, force: false });
  expect(longer.duplicates).toBe(first.accepted + later.accepted);
  expect(longer.accepted).toBeGreaterThan(1000);
});

test("goes beside a few events of one's own, but not into a ledger in use for a week unless told to", async () => {
  const received = (age: string) =>
    pool().query(
      `INSERT INTO event_identity (tenant, source, id, payload_hash, event_time, received_at, batch)
       VALUES ('real', 'checkout', $1::text, '\\x00', now(), now() - $1::text::interval, 1)`,
      [age],
    );
  await received("1 hour");
  expect(await importDemo({ seed: 1, days: 1, force: false })).toMatchObject({ interrupted: false });
  await received("8 days");
  const attempt = importDemo({ seed: 1, days: 1, force: false });
  await expect(attempt).rejects.toMatchObject({ code: "confirmation_required" });
  await expect(attempt).rejects.toThrow(/by real, for one/);
  expect(await importDemo({ seed: 1, days: 1, force: true })).toMatchObject({ interrupted: false });
});
