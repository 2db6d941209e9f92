import { beforeAll, beforeEach, expect, it, test } from "vitest";
import { changeOrganisation, createToken, createUser, firstRun } from "@/lib/access/service";
import { pool } from "@/lib/platform/database";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { bearer, call } from "@/tests/requests";
import { signIn } from "@/tests/sign-in";
import { spend } from "@/tests/spent-usage";
import * as explain from "./[id]/explain/route";
import * as history from "./[id]/history/route";
import * as increases from "./[id]/increases/route";
import * as limits from "./[id]/limits/route";
import * as progress from "./[id]/progress/route";
import * as one from "./[id]/route";
import * as subjects from "./[id]/subjects/route";
import * as imports from "./import/route";
import * as preview from "./preview/route";
import * as budgets from "./route";

useDatabase();
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
const PATH = "/api/v1/budgets";
let token = "";
let tenant = "";
let serial = 0;

beforeAll(async () => {
  await firstRun();
  await ensurePriceBook();
  const common = { default_environment: null, trusts_reported_cost: false, expires_at: null };
  token = (await createToken({ name: "budgets", scopes: ["budgets:write"], ...common }, actor)).token;
});
beforeEach(() => {
  tenant = `t${serial++}`;
});

const post = (handler: unknown, path: string, body: unknown, params = {}) =>
  call(handler, path, { method: "POST", body, headers: bearer(token), params });
const get = async (handler: unknown, path: string, params = {}) => {
  const answer = await call(handler, path, { headers: bearer(token), params });
  expect(answer.status, path).toBe(200);
  return answer.json();
};
const valid = () => ({ name: "acme", scope: { tenant }, period: "month", limit: "96" });
const make = async (fields: object = {}) => (await post(budgets.POST, PATH, { ...valid(), ...fields })).json();

it.each([
  ["/limit", { limit: "0" }],
  ["/limit", { limit: "-5" }],
  ["/limit", { limit: "a lot" }],
  ["/limit", { limit: "1.5", measure: "tokens" }],
  ["/scope/team", { scope: { team: "x" } }],
  ["/scope/tag:team", { scope: { "tag:team": "x" } }],
  ["/scope/tenant", { scope: { tenant: "__canary" } }],
  ["/scope/tenant", { scope: { tenant: [] } }],
  ["/scope", { scope: { user: "u", "tag:team": "x" } }],
  ["/each", { each: "model" }],
  ["/each", { each: "tenant" }],
  ["/period/kind", { period: "fortnight" }],
  ["/period/to", { period: { kind: "fixed", from: "2026-02-01", to: "2026-02-01" } }],
  ["/period/from", { period: { kind: "fixed", from: "2026-02-30", to: "2026-03-01" } }],
  ["/period/days", { period: { kind: "rolling", days: 91 } }],
  ["/thresholds/1/percent", { thresholds: [80, 50] }],
  ["/thresholds/1/percent", { thresholds: [80, 80] }],
  ["/thresholds/0/percent", { thresholds: [0] }],
  ["/thresholds/0/window", { thresholds: [{ kind: "burn_rate", window: "medium", multiple: 2 }] }],
  ["/timezone", { timezone: "Mars/Olympus" }],
  ["/timezone", { timezone: "Asia/Kathmandu" }],
  ["/period/from", { period: { kind: "fixed", from: "0001-01-01", to: "0002-01-01" } }],
  ["/period/to", { period: { kind: "fixed", from: "1970-01-01", to: "9999-12-31" } }],
  ["/period/steps", { period: { kind: "month", steps: 2 } }],
  ["/scope/key", { scope: { key: "sk-abcdefghijklmnopqrstuvwxyz0123456789" } }],
  ["/colour", { colour: "red" }],
  ["/limit", { limit: undefined }],
  ["/name", { name: undefined }],
  ["/mode", { mode: "shout" }],
  ["/name", { name: "" }],
])("names %s of a bad budget, with what to do, and stores nothing", async (pointer, fields) => {
  const answer = await post(budgets.POST, PATH, { ...valid(), ...fields });
  expect(answer.status).toBe(400);
  const { errors } = await answer.json();
  const found = errors.find((error: { pointer: string }) => error.pointer === pointer);
  expect(found?.detail, JSON.stringify(errors)).toMatch(/.{8}/);
  const { rows } = await pool().query("SELECT FROM budget WHERE scope @> $1", [JSON.stringify({ tenant: [tenant] })]);
  expect(rows).toEqual([]);
});

test("a member that objects have from their kind is no way to a budget of the whole company", async () => {
  const scope = JSON.parse(`{"__proto__": "${tenant}"}`);
  const refused = await post(budgets.POST, PATH, { ...valid(), scope });
  expect(refused.status).toBe(400);
  const csv = `name,scope,period,limit\nall,__proto__=${tenant},month,5\nmore,constructor=x,month,5`;
  const { errors, created } = await (await post(imports.POST, PATH, { csv, dry_run: true })).json();
  expect(created).toBe(0);
  expect(errors.map(({ line, column }: { line: number; column: string }) => [line, column])).toEqual([
    [2, "scope"],
    [3, "scope"],
  ]);
});

test("more values than a scope may have are told as such, a bad one by its place", async () => {
  const faults = async (names: string[]) =>
    (await (await post(budgets.POST, PATH, { ...valid(), scope: { tenant: names } })).json()).errors;
  expect(await faults(Array.from({ length: 501 }, (_, at) => `t${at}`))).toEqual([
    { pointer: "/scope/tenant", detail: "has more than 500 values" },
  ]);
  expect(await faults(["a", ""])).toEqual([{ pointer: "/scope/tenant/1", detail: "is empty" }]);
});

test("a second budget of one scope, measure and period is refused naming the first, however its scope is written", async () => {
  const first = await make({ scope: { tenant: [`${tenant}-b`, tenant], provider: "azure" } });
  const again = { scope: { provider: "azure.ai.openai", tenant: [tenant, `${tenant}-b`, tenant] }, name: "again" };
  const refused = await post(budgets.POST, PATH, { ...valid(), ...again });
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({ code: "conflict", budget_id: first.id, errors: [{ pointer: "/scope" }] });
  for (const other of [{ period: "day" }, { measure: "tokens" }]) {
    expect((await post(budgets.POST, PATH, { ...valid(), ...again, ...other })).status).toBe(201);
  }
  const range = (from: string, to: string) => ({ ...valid(), period: { kind: "fixed", from, to } });
  expect((await post(budgets.POST, PATH, range("2026-01-01", "2026-04-01"))).status).toBe(201);
  expect((await post(budgets.POST, PATH, range("2026-03-31", "2026-05-01"))).status).toBe(409);
  expect((await post(budgets.POST, PATH, range("2026-04-01", "2026-05-01"))).status).toBe(201);
  await call(one.DELETE, PATH, { method: "DELETE", headers: bearer(token), params: { id: first.id } });
  expect((await post(budgets.POST, PATH, { ...valid(), ...again })).status).toBe(201);
});

test("two that make the same budget at once make one", async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => post(budgets.POST, PATH, valid())));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
});

test("the answer tells limit, spent, remaining, burn, forecast, children and over-allocation; rows explain it exactly", async () => {
  const parent = await make({ limit: "100", mode: "block" });
  await make({ name: "chat", scope: { tenant, feature: "chat" }, limit: "80" });
  await make({ name: "search", scope: { tenant, feature: "search" }, limit: "50" });
  await make({ name: "chat in production", scope: { tenant, feature: "chat", environment: "production" }, limit: "10" });
  const now = new Date().toISOString();
  await spend(tenant, "0.1", now, { feature: "chat" });
  await spend(tenant, "0.2", now, { feature: "search", model: "gpt-4o-mini" });
  await spend(tenant, "30", now, { feature: "search" });
  const detail = await get(one.GET, PATH, { id: parent.id });
  expect(detail.standing).toMatchObject({ limit: "100", spent: "30.3", remaining: "69.7", used_ratio: 0.303 });
  expect(detail.standing.burn_rate.fast.spent).toBe("30.3");
  expect(detail.forecast).toMatchObject({ kind: "not_enough_history", active_days: 0, needed_days: 14 });
  expect(detail.children).toMatchObject({ limits_total: "130", spent_total: "30.3", over_allocated_by: "30" });
  expect(detail.children.budgets.map(({ name }: { name: string }) => name)).toEqual(["chat", "search"]);
  const rows = await get(explain.GET, `${PATH}/x/explain?group_by=model`, { id: parent.id });
  expect(rows).toMatchObject({ spent: "30.3", group_by: "model" });
  expect(rows.rows.map(({ value, amount }: { value: string; amount: string }) => [value, amount])).toEqual([
    ["gpt-4o", "30.1"],
    ["gpt-4o-mini", "0.2"],
  ]);
  expect(
    (await call(explain.GET, `${PATH}/x/explain?group_by=user`, { headers: bearer(token), params: { id: parent.id } })).status,
  ).toBe(400);
  const past = await get(history.GET, `${PATH}/x/history?periods=3`, { id: parent.id });
  expect(past.periods).toHaveLength(3);
  expect(past.periods[0]).toMatchObject({ limit: "100", spent: "30.3" });
  expect(past.periods[1]).toMatchObject({ limit: null, spent: "0", used_ratio: null });
  const points = (await get(progress.GET, `${PATH}/x/progress`, { id: parent.id })).points;
  expect(points.at(-1).spent).toBe("30.3");
  const { budgets: listed } = await get(budgets.GET, `${PATH}?tenant=${tenant}&sort=used`);
  expect(listed.map(({ budget }: { budget: { name: string } }) => budget.name)).toEqual([
    "search",
    "acme",
    "chat",
    "chat in production",
  ]);
  expect(listed[0].standing.spent).toBe("30.2");
});

test("a rolling window is forecast one window on, its course tells what each window held", async () => {
  const hour = 3_600_000;
  const now = Math.floor(Date.now() / hour) * hour;
  for (let day = 20; day >= 0; day--) await spend(tenant, day === 3 ? "13" : "3", new Date(now - day * 24 * hour).toISOString());
  const thresholds = [80, { kind: "forecast", percent: 100 }];
  const { id } = await make({ period: { kind: "rolling", days: 7 }, limit: "40", thresholds });
  const { standing, forecast } = await get(one.GET, PATH, { id });
  expect(standing.spent).toBe("31");
  expect(forecast).toMatchObject({ kind: "forecast", breach_at: null });
  expect(Math.abs(Date.parse(forecast.ends_at) - Date.now() - 7 * 24 * hour)).toBeLessThan(hour);
  expect(Number(forecast.low)).toBeLessThanOrEqual(Number(forecast.expected));
  // Three days ago was a wild day: it is still in what the window holds at the most, and gone a week from now.
  expect(Number(forecast.highest.expected)).toBeGreaterThanOrEqual(31);
  expect(Number(forecast.expected)).toBeLessThan(28);
  const course = await get(progress.GET, `${PATH}/x/progress`, { id });
  expect(course.points.at(-1).spent).toBe("31");
  expect(course.points[0].spent).toBe("21");
  expect(course.ends_at).toBe(course.band.at(-1).at);
});

test("a user with a tag is counted from events: it is read, explained and forecast, and keeps no list from being read", async () => {
  await changeOrganisation({ declared_tags: ["team"] }, actor);
  const scope = { tenant, user: "ada", "tag:team": ["red", "blue"] };
  const pair = await make({ scope, measure: "requests", limit: "50" });
  const window = await make({ scope, measure: "requests", limit: "50", period: { kind: "rolling", days: 31 } });
  const day = 86_400_000;
  for (const back of [0, 1, 40, 70]) {
    const labels = { user: "ada", tags: { team: back === 1 ? "blue" : "red" } };
    await spend(tenant, "1", new Date(Date.now() - back * day).toISOString(), labels);
  }
  await spend(tenant, "1", new Date().toISOString(), { user: "ada" });
  for (const { id, spent } of [
    { id: pair.id, spent: new Date().getUTCDate() > 1 ? "2" : "1" },
    { id: window.id, spent: "2" },
  ]) {
    expect((await get(one.GET, PATH, { id })).standing.spent).toBe(spent);
    expect((await get(explain.GET, `${PATH}/x/explain`, { id })).spent).toBe(spent);
    expect((await get(history.GET, `${PATH}/x/history`, { id })).periods[0].spent).toBe(spent);
    expect((await get(progress.GET, `${PATH}/x/progress`, { id })).points.at(-1).spent).toBe(spent);
  }
  const past = (await get(history.GET, `${PATH}/x/history`, { id: window.id })).periods;
  expect(past.slice(0, 3).map(({ spent }: { spent: string }) => spent)).toEqual(["2", "1", "1"]);
  const { budgets: listed } = await get(budgets.GET, `${PATH}?tenant=${tenant}`);
  expect(listed.map(({ forecast }: { forecast: { active_days: number } }) => forecast.active_days)).toEqual([1, 1]);
  const { name: _, ...asked } = { ...valid(), scope };
  const answer = await (await post(preview.POST, `${PATH}/preview`, asked)).json();
  expect(answer.past).toHaveLength(3);
  await changeOrganisation({ declared_tags: [] }, actor);
});

test("a template lists its subjects, and answers for one of them", async () => {
  const template = await make({ scope: { feature: tenant }, each: "user", limit: "2", measure: "requests" });
  const now = new Date().toISOString();
  for (const user of ["ada", "ada", "bob"]) await spend("acme", "1", now, { feature: tenant, user });
  await spend("acme", "1", now, { feature: tenant });
  const found = await get(subjects.GET, `${PATH}/x/subjects`, { id: template.id });
  expect(found).toMatchObject({
    count: 2,
    over: 1,
    subjects: [
      { subject: "ada", spent: "2" },
      { subject: "bob", spent: "1" },
    ],
  });
  expect(await get(history.GET, `${PATH}/x/history?subject=ada&periods=1`, { id: template.id })).toMatchObject({
    periods: [{ spent: "2" }],
  });
  const detail = await get(one.GET, `${PATH}/x?subject=ada`, { id: template.id });
  expect(detail.standing).toMatchObject({ subject: "ada", spent: "2", remaining: "0", used_ratio: 1 });
  expect(detail.forecast).toMatchObject({ kind: "not_enough_history" });
  expect((await get(one.GET, `${PATH}/x?subject=nobody`, { id: template.id })).standing).toMatchObject({ spent: "0" });
  expect((await get(one.GET, PATH, { id: template.id })).standing).toBeNull();
  const own = await make();
  const refused = async (handler: unknown, path: string, id: string) =>
    (await call(handler, path, { headers: bearer(token), params: { id } })).status;
  expect(await refused(history.GET, `${PATH}/x/history`, template.id)).toBe(400);
  expect(await refused(one.GET, `${PATH}/x?subject=ada`, own.id)).toBe(400);
  for (const handler of [one.GET, history.GET, explain.GET, progress.GET])
    expect(await refused(handler, `${PATH}/x?subject=a%00b`, template.id)).toBe(400);
});

test("every limit has its history, an increase its reason and end; both are in the audit log", async () => {
  const { id } = await make();
  const patch = (body: object) => call(one.PATCH, PATH, { method: "PATCH", body, headers: bearer(token), params: { id } });
  expect(await (await patch({ limit: "150", limit_reason: "growth" })).json()).toMatchObject({ limit: "150" });
  expect((await patch({ limit: "1", limit_from: "2020-01-01" })).status).toBe(400);
  expect((await patch({ limit_reason: "why" })).status).toBe(400);
  expect((await patch({ scope: { tenant: "x" } })).status).toBe(400);
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const grown = await post(increases.POST, PATH, { amount: "50", until, reason: "launch" }, { id });
  expect(await grown.json()).toMatchObject({ amount: "50", in_force: true, reason: "launch", created_by: "budgets" });
  expect((await post(increases.POST, PATH, { amount: "50", until: "2020-01-01", reason: "late" }, { id })).status).toBe(400);
  expect(await get(one.GET, PATH, { id })).toMatchObject({
    budget: { limit: "200", base_limit: "150" },
    standing: { limit: "200" },
  });
  expect(await get(limits.GET, PATH, { id })).toMatchObject({
    limits: [{ limit: "150", reason: "growth", created_by: "budgets" }, { limit: "96" }],
    increases: [{ amount: "50" }],
  });
  const { rows } = await pool().query("SELECT action FROM audit_log WHERE subject = $1 ORDER BY id", [`budget:${id}`]);
  expect(rows.map(({ action }) => action)).toEqual(["budget.create", "budget.change", "budget.increase"]);
});

test("finance changes budgets only where the setting says so", async () => {
  await createUser({ email: "fin@example.com", name: "fin", role: "finance", password: "correct horse battery" }, actor);
  const { cookie } = await signIn("fin@example.com", "correct horse battery");
  const headers = { cookie, origin: "http://costs.example" };
  const attempt = () => call(budgets.POST, PATH, { method: "POST", body: valid(), headers });
  expect((await attempt()).status).toBe(403);
  await changeOrganisation({ finance_may_edit_budgets: true }, actor);
  expect((await attempt()).status).toBe(201);
  await changeOrganisation({ finance_may_edit_budgets: false }, actor);
  expect((await attempt()).status).toBe(403);
});

test("a preview says what the last periods would have crossed, and saves nothing", async () => {
  const month = new Date();
  const times = [1, 2, 3].map((back) =>
    new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() - back, 19, 10)).toISOString(),
  );
  for (const time of times) {
    await spend(tenant, "60", time.replace("-19T", "-12T"));
    await spend(tenant, "25", time);
  }
  const answer = await post(preview.POST, PATH, { ...valid(), limit: "100", thresholds: [50, 80, 100] });
  const found = await answer.json();
  expect(found.sentence).toBe("Would have crossed 80% on the 19th in each of the last 3 months.");
  expect(found.past).toHaveLength(3);
  expect(found.past[0]).toMatchObject({ spent: "85", used_ratio: 0.85, crossed: [{ percent: 50 }, { percent: 80 }] });
  expect((await get(budgets.GET, `${PATH}?tenant=${tenant}`)).budgets).toEqual([]);
});

test("a CSV of 500 tenants is tried, imported at once, exported and imported again without a change", async () => {
  const lines = Array.from({ length: 500 }, (_, at) => `Tenant ${at},tenant=${tenant}-${at},month,${at + 1},50;80;forecast:100`);
  const csv = ["name,scope,period,limit,thresholds", ...lines].join("\n");
  expect(await (await post(imports.POST, PATH, { csv })).json()).toMatchObject({ dry_run: true, created: 500, errors: [] });
  expect((await get(budgets.GET, `${PATH}?q=${tenant}-`)).budgets).toEqual([]);
  expect(await (await post(imports.POST, PATH, { csv, dry_run: false })).json()).toMatchObject({ created: 500, changed: 0 });
  const exported = await call(budgets.GET, `${PATH}?q=${tenant}-&format=csv`, { headers: bearer(token) });
  expect(exported.headers.get("content-type")).toContain("text/csv");
  const text = await exported.text();
  expect(text.split("\r\n")[1]).toBe(`Tenant 0,tenant=${tenant}-0,,cost,month,1,observe,allow,50;80;forecast:100,,`);
  expect(await (await post(imports.POST, PATH, { csv: text })).json()).toMatchObject({ created: 0, changed: 0, unchanged: 500 });
  const raised = text.replace(`tenant=${tenant}-0,,cost,month,1,`, `tenant=${tenant}-0,,cost,month,7,`);
  expect(await (await post(imports.POST, PATH, { csv: raised, dry_run: false })).json()).toMatchObject({
    changed: 1,
    budgets: [{ limit: "7" }],
  });
  const page = await get(budgets.GET, `${PATH}?q=${tenant}-&limit=300&sort=name`);
  expect(page.budgets).toHaveLength(300);
  const rest = await get(budgets.GET, `${PATH}?q=${tenant}-&limit=300&sort=name&cursor=${page.next_cursor}`);
  expect([rest.budgets.length, rest.next_cursor]).toEqual([200, null]);
});

test("a CSV with mixed faults names each line and column, and imports nothing", async () => {
  const csv = [
    "name,scope,period,limit,thresholds,mode",
    `good,tenant=${tenant}-good,month,10,,`,
    `zero,tenant=${tenant}-a,month,0,,`,
    `"a name,\nwith a line end",nonsense,month,5,,`,
    `order,tenant=${tenant}-b,month,5,80;50,`,
    `,tenant=${tenant}-c,fortnight,5,,shout`,
    `again,tenant=${tenant}-good,month,12,,`,
    `few,tenant=${tenant}-d`,
    `tag,tag:team=x,month,5,,`,
  ].join("\n");
  const { errors } = await (await post(imports.POST, PATH, { csv })).json();
  expect(errors.map(({ line, column }: { line: number; column: string | null }) => [line, column])).toEqual([
    [3, "limit"],
    [4, "scope"],
    [4, "name"],
    [6, "thresholds"],
    [7, "period"],
    [7, "name"],
    [7, "mode"],
    [8, "scope"],
    [9, null],
    [10, "scope"],
  ]);
  const refused = await post(imports.POST, PATH, { csv, dry_run: false });
  expect(refused.status).toBe(400);
  expect((await refused.json()).errors[0]).toMatchObject({ pointer: "/csv/3/limit", detail: "line 3: must be more than 0" });
  expect((await get(budgets.GET, `${PATH}?q=${tenant}-`)).budgets).toEqual([]);
  for (const bad of ["", "name,limit\nx,1", "name,period,limit,colour\nx,month,1,red", "name,period,limit"]) {
    expect((await post(imports.POST, PATH, { csv: bad })).status, bad).toBe(400);
  }
});
