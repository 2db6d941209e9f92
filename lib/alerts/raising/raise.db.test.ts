import { expect, test } from "vitest";
import { inTransaction, pool } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import { raisedFixture } from "../raised-fixture";
import { openEpisodes, raiseAlerts } from "../service";

useDatabase();

const raise = (...list: Parameters<typeof raiseAlerts>[1][number][]) => inTransaction((client) => raiseAlerts(client, list));

test("a fact told by two instances at once, and again, is one alert", async () => {
  await Promise.all([raise(raisedFixture()), raise(raisedFixture()), raise(raisedFixture(), raisedFixture())]);
  await raise(raisedFixture());
  expect((await pool().query("SELECT id FROM alert")).rows).toHaveLength(1);
  expect(await openEpisodes()).toMatchObject([{ ruleId: "tenant-hour", subjectKey: "tenant=acme", threshold: "" }]);
});
