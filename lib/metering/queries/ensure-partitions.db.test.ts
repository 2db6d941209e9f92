import { expect, test } from "vitest";
import { pool } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import { boundsOf, ensurePartitions, monthOf } from "./ensure-partitions";

useDatabase();

async function partitions(): Promise<string[]> {
  const { rows } = await pool().query<{ name: string }>(
    `SELECT child.relname AS name FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
     WHERE inhparent = 'usage_event'::regclass ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

async function insertEvent(id: string, time: string): Promise<void> {
  await pool().query(
    `INSERT INTO usage_event (tenant, time, source, id, received_at, feature, environment, provider, model, key, cache_hit,
       pricing, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, usage, rating)
     VALUES ('t', $2, 's', $1, now(), 'f', 'e', 'p', 'm', '', false, 'unbilled', 0, 0, 0, 0, 0, '{}', '{}')`,
    [id, time],
  );
}

async function heldBy(id: string): Promise<string | undefined> {
  const { rows } = await pool().query<{ held: string }>(
    "SELECT tableoid::regclass::text AS held FROM usage_event WHERE id = $1",
    [id],
  );
  return rows[0]?.held;
}

test("months are those of UTC and bounds are half-open", () => {
  expect(monthOf(Date.parse("2026-12-31T23:59:59.999Z"))).toBe("202612");
  expect(monthOf(Date.parse("2027-01-01T00:00:00Z"))).toBe("202701");
  expect(boundsOf("202612")).toEqual({ from: "2026-12-01T00:00:00.000Z", to: "2027-01-01T00:00:00.000Z" });
  expect(() => boundsOf("202613")).toThrow(RangeError);
});

test("many callers at once make each month once, and rows land in it", async () => {
  await Promise.all(Array.from({ length: 10 }, (_, i) => ensurePartitions(pool(), ["202601", i % 2 ? "202602" : "202603"])));
  expect(await partitions()).toEqual(["usage_event_202601", "usage_event_202602", "usage_event_202603", "usage_event_default"]);
  await insertEvent("january", "2026-01-31T23:59:59.999999Z");
  await insertEvent("february", "2026-02-01T00:00:00Z");
  expect(await heldBy("january")).toBe("usage_event_202601");
  expect(await heldBy("february")).toBe("usage_event_202602");
});

test("rows that the default partition already holds move into the new month", async () => {
  await insertEvent("early", "2020-05-05T00:00:00Z");
  await insertEvent("other", "2020-06-05T00:00:00Z");
  await ensurePartitions(pool(), ["202005"]);
  expect(await heldBy("early")).toBe("usage_event_202005");
  expect(await heldBy("other")).toBe("usage_event_default");
});

test("does not wait for a writer of another month", async () => {
  await ensurePartitions(pool(), ["202601"]);
  const writer = await pool().connect();
  await writer.query("BEGIN");
  await writer.query("LOCK TABLE ONLY usage_event_202601 IN ROW EXCLUSIVE MODE");
  await writer.query("LOCK TABLE ONLY usage_event IN ROW EXCLUSIVE MODE");
  await ensurePartitions(pool(), ["202604"]);
  await writer.query("ROLLBACK");
  writer.release();
  expect(await partitions()).toContain("usage_event_202604");
});
