import { afterAll, beforeAll, expect, test } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { loadOrganisation } from "@/lib/platform/organisation";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { author } from "@/tests/spent-usage";
import { Evaluator } from "../evaluation/evaluator";
import { type Calls, pass } from "../evaluation/traffic-fixture";
import { changeRule, endFacts, startRules } from "../service";

useDatabase();

const evaluator = new Evaluator();

beforeAll(async () => {
  await ensurePriceBook();
  await loadOrganisation();
  await startRules();
  setClock("2026-11-18T10:10:00Z");
  await pool().query("UPDATE watch_position SET judged_until = '2026-11-18T10:00:00Z'");
});
afterAll(() => setClock(null));

const quiet = (minutes: number) => pass([evaluator], minutes, () => []);
const once = (calls: Calls) => pass([evaluator], 1, () => [calls]);

/** The alert of a rule and its timeline, after what is over was ended. */
async function ended(ruleId: string): Promise<string[]> {
  await endFacts();
  const { rows } = await pool().query<{ said: string }>(
    `SELECT t.state AS said FROM alert AS t WHERE t.rule_id = $1
     UNION ALL (SELECT n.detail ->> 'reason' FROM alert_note AS n JOIN alert AS t ON t.id = n.alert_id
       WHERE t.rule_id = $1 AND n.what = 'cleared' ORDER BY n.id DESC LIMIT 1)`,
    [ruleId],
  );
  return rows.map(({ said }) => said);
}

test("one dear request resolves by itself an hour later, and its timeline says why", async () => {
  await once({ tenant: "acme", count: 1, usd: 12 });
  await quiet(5);
  expect(await ended("request-cost")).toEqual(["open"]);
  setClock("2026-11-18T11:12:00Z");
  expect(await ended("request-cost")).toEqual(["resolved", "No such call came for an hour."]);
  expect(await endFacts()).toBe(0);
});

test("a call that is tried again and again goes on while it does, and opens again when it does so again", async () => {
  const stuck: Calls = { tenant: "stuck", count: 1, fields: { attempt: 7, correlation_id: "c" } };
  await once(stuck);
  await quiet(40);
  await once(stuck);
  await quiet(40);
  expect(await ended("attempts")).toEqual(["open"]);
  await quiet(25);
  expect(await ended("attempts")).toEqual(["resolved", "No such call came for an hour."]);
  await once(stuck);
  expect((await ended("attempts"))[0]).toBe("open");
});

test("what lasts is over after eight days without it, or when its rule is switched off", async () => {
  const forgotten: Calls = { tenant: "acme", count: 1, model: "gpt-4-0613" };
  await changeRule("deprecated-model", { on: false }, author);
  await pool().query(
    `INSERT INTO alert (id, rule_id, rule_title, subject_kind, subject_key, subject_label, scope, episode, threshold, severity, state, began,
       first_at, last_at, raised_at, updated_at, unit, summary, facts, contributors, tenants, since_close, routed)
     SELECT gen_random_uuid(), rule, rule, 'model', 'model=' || rule, rule, '{}', 'first', '', 'warning', 'open', $1, $1, $1, $1, $1, '', '', '[]', '[]', '{acme}', false, false
     FROM unnest(ARRAY['deprecated-model', 'model-policy']) AS rule`,
    [new Date("2026-11-18T13:00:00Z")],
  );
  await once(forgotten);
  setClock("2026-11-18T15:00:00Z");
  expect(await ended("deprecated-model")).toEqual(["resolved", "The rule was switched off."]);
  setClock("2026-11-26T12:00:00Z");
  expect(await ended("model-policy")).toEqual(["open"]);
  setClock("2026-11-26T13:00:01Z");
  expect(await ended("model-policy")).toEqual(["resolved", "No such call came for eight days."]);
});

test("a model without a price is told until its calls have one", async () => {
  await once({ tenant: "acme", count: 1, model: "a-model-nobody-knows", fields: { cost_usd: null } });
  await quiet(2);
  expect(await ended("unpriced-model")).toEqual(["open"]);
  await pool().query("UPDATE usage_event SET pricing = 'priced' WHERE model = 'a-model-nobody-knows'");
  expect(await ended("unpriced-model")).toEqual(["resolved", "Its calls have a price now."]);
});
