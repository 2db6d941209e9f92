import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { audit, createUser, removeUser } from "@/lib/access/service";
import type { Author } from "@/lib/platform/author";
import { setClock } from "@/lib/platform/clock";
import { closeDatabase, databaseUrl, inTransaction, pool } from "@/lib/platform/database";
import { checkAccounting } from "@/lib/spend/service";
import { fillInstallation, openInstallation } from "@/tests/two-installations";
import { PLACES } from "./places";
import { readColumns } from "./queries/columns";
import { defineFunctions } from "./queries/define-functions";
import { eraseName, instancesRunning } from "./service";

const NOW = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const system = { kind: "system", id: null, name: "test" } as const;
const author: Author = { name: "test", note: (client, change) => audit(client, { actor: system, ...change }) };
const actor = { principal: system, ip: null };

beforeAll(async () => {
  setClock(new Date(NOW));
  await openInstallation();
  await fillInstallation(NOW, true);
}, 1_200_000);
afterAll(async () => {
  setClock(null);
  await closeDatabase();
});

/** Tables of which a row holds the name as a name, not as part of another. */
async function tablesHolding(name: string): Promise<string[]> {
  return inTransaction(async (client) => {
    await defineFunctions(client);
    const found: string[] = [];
    for (const table of new Set((await readColumns(client)).map((column) => column.table))) {
      const { rowCount } = await client.query(
        `SELECT FROM ${table} AS t WHERE pg_temp.erased_text(t::text, $1, '?') <> t::text LIMIT 1`,
        [name],
      );
      if (rowCount) found.push(table);
    }
    return found;
  });
}

/** Sums by name, the greatest first: what every report is made of. */
async function totals(column: "tenant" | "user_id"): Promise<{ name: string | null; totals: string }[]> {
  const { rows } = await pool().query<{ name: string | null; totals: string }>(
    `SELECT ${column} AS name, concat_ws(' ', count(*), sum(effective_cost), sum(input_tokens), sum(output_tokens)) AS totals
     FROM usage_event GROUP BY 1 ORDER BY 2, 1`,
  );
  return rows;
}

const renamed = (before: { name: string | null }[], name: string, token: string | null) =>
  before.map((row) => (row.name === name ? { ...row, name: token } : row));
const byName = (rows: { name: string | null }[]) => rows.toSorted((a, b) => String(a.name).localeCompare(String(b.name)));

test("every column that could hold a name is decided about", async () => {
  const columns = await readColumns(pool());
  const undecided = columns.filter(({ table, column }) => PLACES[table]?.[column] === undefined);
  expect(undecided.map(({ table, column }) => `${table}.${column}`)).toEqual([]);
  const known = new Set(columns.map(({ table, column }) => `${table}.${column}`));
  const gone = Object.entries(PLACES).flatMap(([table, held]) => Object.keys(held).map((column) => `${table}.${column}`));
  expect(gone.filter((place) => !known.has(place) && !/\.(feature|environment|provider|model|key)$/.test(place))).toEqual([]);
});

test("a dry run counts and changes nothing", async () => {
  const before = await tablesHolding("initech");
  expect(before).toContain("usage_event");
  const { token, rows } = await eraseName({ kind: "tenant", name: "initech", dryRun: true }, author);
  expect(token).toBeNull();
  expect(rows.usage_event).toBeGreaterThan(40);
  expect(await tablesHolding("initech")).toEqual(before);
  expect(await eraseName({ kind: "tenant", name: "nobody-has-this", dryRun: false }, author)).toEqual({
    token: null,
    rows: {},
    alsoCounted: [],
  });
});

test("an erased tenant is in no table any more, its amounts stay to the last digit, and accounts agree", async () => {
  const before = await totals("tenant");
  const accounts = await checkAccounting({}, () => {});
  expect(accounts.ok).toBe(true);
  const others = await tablesHolding("acme");
  const { token, alsoCounted } = await eraseName({ kind: "tenant", name: "initech", dryRun: false }, author);
  expect(token).toMatch(/^erased-[0-9a-f]{12}$/);
  expect(alsoCounted).toEqual(["umbrella"]);
  expect(await tablesHolding("initech")).toEqual([]);
  expect(byName(await totals("tenant"))).toEqual(byName(renamed(before, "initech", token)));
  const after = await checkAccounting({}, () => {});
  expect(after).toMatchObject({ ok: true, events: accounts.events, rollups: accounts.rollups });
  expect(await tablesHolding("acme")).toEqual(others);
  const { rows } = await pool().query("SELECT scope FROM budget WHERE name = 'acme and ' || $1", [token]);
  expect(rows).toEqual([{ scope: { tenant: ["acme", token] } }]);
  const log = await pool().query("SELECT subject, after FROM audit_log WHERE action = 'tenant.erase'");
  expect(log.rows).toMatchObject([{ subject: `tenant:${token}`, after: { rows: { usage_event: expect.any(Number) } } }]);
});

test("an erased user is in no table any more; what was spent by them goes on being counted", async () => {
  const before = await totals("user_id");
  const name = "user-1-0";
  expect(before.some((row) => row.name === name)).toBe(true);
  const { token } = await eraseName({ kind: "user", name, dryRun: false }, author);
  expect(await tablesHolding(name)).toEqual([]);
  expect(byName(await totals("user_id"))).toEqual(byName(renamed(before, name, token)));
  expect(await checkAccounting({}, () => {})).toMatchObject({ ok: true });
});

test("a person is erased once they were removed: what they did stays, under a token; nothing else of the log changes", async () => {
  const email = "leaver@example.com";
  const made = await createUser({ email, name: "", role: "viewer", password: "correct horse battery" }, actor);
  await expect(eraseName({ kind: "user", name: email, dryRun: false }, author)).rejects.toThrow("remove them first");
  await removeUser(made.id, actor);
  const log = "SELECT id, at, action, actor_kind FROM audit_log WHERE action NOT LIKE '%.erase' ORDER BY id";
  const before = (await pool().query(log)).rows;
  const { token } = await eraseName({ kind: "user", name: email, dryRun: false }, author);
  expect(await tablesHolding(email)).toEqual([]);
  expect((await pool().query(log)).rows).toEqual(before);
  const { rows } = await pool().query("SELECT action FROM audit_log WHERE subject = $1 ORDER BY id", [`user:${token}`]);
  expect(rows).toEqual([{ action: "user.create" }, { action: "user.remove" }, { action: "user.erase" }]);
});

test("a name within a sentence is replaced, a longer name that holds it is not", async () => {
  await inTransaction(async (client) => {
    await defineFunctions(client);
    const { rows } = await client.query(
      `SELECT pg_temp.erased_text(given, 'a.b (c)', 'X') AS text FROM unnest($1::text[]) AS g(given)`,
      [["a.b (c)", "spent by a.b (c).", "tenant=a.b (c)|feature=x", "ya.b (c)", "a.b (c)-corp", "a.b (c).com", "axb (c)"]],
    );
    expect(rows.map(({ text }) => text)).toEqual([
      ...["X", "spent by X.", "tenant=X|feature=x", "ya.b (c)", "a.b (c)-corp", "a.b (c).com", "axb (c)"],
    ]);
  });
});

test("an instance that listens for changes is noticed", async () => {
  const before = await instancesRunning();
  const instance = new pg.Client({ connectionString: databaseUrl(), application_name: "costwarden-listen" });
  await instance.connect();
  expect(await instancesRunning()).toBe(before + 1);
  await instance.end();
});
