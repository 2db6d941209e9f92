import { expect, test } from "vitest";
import { loadOrganisation } from "@/lib/platform/organisation";
import { useDatabase } from "@/tests/database";
import { changeOrganisation, ingestAllowance } from "./service";

useDatabase();
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };

test("there is no limit until the organisation sets one", async () => {
  await loadOrganisation();
  for (let index = 0; index < 100; index++) expect(ingestAllowance("token", 10_000, index)).toBeNull();
});

test("a token may send its rate, after a pause a burst, and is told when to come again; others are not held up", async () => {
  await changeOrganisation({ ingest_events_per_second: 2000 }, actor);
  expect(ingestAllowance("busy", 20_000, 0)).toBeNull();
  expect(ingestAllowance("busy", 4000, 0)).toBe(2);
  expect(ingestAllowance("other", 4000, 0)).toBeNull();
  expect(ingestAllowance("busy", 2000, 1000)).toBeNull();
  expect(ingestAllowance("busy", 1, 1000)).toBe(1);
  expect(ingestAllowance("busy", 20_000, 60_000)).toBeNull();
});

test("the largest batch is let in once a token has paused, however low its rate", async () => {
  await changeOrganisation({ ingest_events_per_second: 1 }, actor);
  expect(ingestAllowance("slow", 10_000, 0)).toBeNull();
  expect(ingestAllowance("slow", 10_000, 5000)).toBe(9995);
  await changeOrganisation({ ingest_events_per_second: null }, actor);
  expect(ingestAllowance("slow", 10_000, 5000)).toBeNull();
});
