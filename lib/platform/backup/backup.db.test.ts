import { randomUUID } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { useDatabase } from "@/tests/database";
import { BackupError } from "./format";
import { restoreBackup } from "./restore-backup";
import { verifyBackup } from "./verify-backup";
import { writeBackup } from "./write-backup";

const database = useDatabase();
const folder = mkdtempSync(path.join(tmpdir(), "costwarden-backup-"));
const file = path.join(folder, "ledger.backup");

const AWKWARD = ["", "plain", "tab\tline\nfeed\r\\N \\. end", "Ünïcødé 🤖 漢字", `quotes ' " $$ ;--`, "x".repeat(70_000)];

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function emptyDatabase(): Promise<string> {
  const server = inject("databaseServer");
  const name = `restored_${randomUUID().replaceAll("-", "")}`;
  await withClient(server, (client) => client.query(`CREATE DATABASE ${name}`));
  return server.replace(/\/postgres$/, `/${name}`);
}

const EVENT_COLUMNS = `tenant, time, source, id, received_at, feature, environment, provider, model, key, user_id, cache_hit, pricing,
  list_cost, effective_cost, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, usage, rating, tags`;

async function fill(client: pg.Client): Promise<void> {
  await client.query(
    "CREATE TABLE usage_event_2026_10 PARTITION OF usage_event FOR VALUES FROM ('2026-10-01Z') TO ('2026-11-01Z')",
  );
  const user = randomUUID();
  await client.query("INSERT INTO app_user (id, email, role) VALUES ($1, 'a@b.example', 'admin')", [user]);
  await client.query("INSERT INTO session (id, user_id, expires_at) VALUES ($1, $2, 'infinity')", [randomUUID(), user]);
  await client.query("INSERT INTO api_token (id, name, token_hash, last4, scopes) VALUES ($1, 't', $2, 'abcd', $3)", [
    randomUUID(),
    Buffer.from([0, 10, 92, 255]),
    AWKWARD,
  ]);
  for (const [index, text] of AWKWARD.entries()) {
    await client.query("INSERT INTO setting (key, value) VALUES ($1, to_jsonb($2::text))", [`awkward ${index}`, text]);
    await client.query("INSERT INTO audit_log (actor_kind, actor_name, action, subject) VALUES ('system', $1, 'x', $1)", [text]);
    await client.query(
      `INSERT INTO usage_event (${EVENT_COLUMNS})
       SELECT $1::text, '2026-10-30T23:59:59.999999Z'::timestamptz + g * interval '1 hour', $1, g::text, now(), 'f', 'e', 'p', 'm', '',
              nullif($1, ''), false, 'priced', 0.000000000000000001 * g, NULL, g, 9223372036854775000, 0, 0, 0,
              json_build_object('text', $1::text), '{"a" : 1,  "a":2}', NULL
       FROM generate_series(1, 50) AS g`,
      [text],
    );
    await client.query(
      `INSERT INTO touched_scope (noted_at, tenants, series_ids, first_time, last_time, cause)
       VALUES (now(), ARRAY[$1], '{1,2}', '-infinity', 'infinity', 'ingest')`,
      [text],
    );
  }
}

/** Every table's rows as text, in a fixed order; transaction numbers aside. */
async function contents(url: string): Promise<Record<string, string[]>> {
  return withClient(url, async (client) => {
    await client.query("SET timezone = 'UTC'");
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
         AND relname <> '_prisma_migrations' ORDER BY 1`,
    );
    const all: Record<string, string[]> = {};
    for (const { name } of tables) {
      const row = name === "touched_scope" ? "id, noted_at, tenants, series_ids, first_time, last_time, cause, users" : "t.*";
      const { rows } = await client.query<{ row: string }>(`SELECT ROW(${row})::text AS row FROM ${name} t ORDER BY 1`);
      all[name] = rows.map((each) => each.row);
    }
    return all;
  });
}

const backUp = () =>
  writeBackup({ url: database.url(), file, secretCheck: "check", createdAt: new Date("2026-11-21T00:00:00Z") });

beforeAll(async () => {
  await withClient(database.url(), fill);
  await backUp();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a restored database equals the one backed up, row for row and partition for partition", async () => {
  const target = await emptyDatabase();
  await restoreBackup({ url: target, file });
  const [before, after] = [await contents(database.url()), await contents(target)];
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect(before.usage_event_2026_10?.length).toBeGreaterThan(0);
  for (const [name, rows] of Object.entries(before)) expect(after[name], name).toEqual(rows);
});

test("numbers drawn after a restore go on where the backed-up database stood", async () => {
  const target = await emptyDatabase();
  await restoreBackup({ url: target, file });
  const { rows } = await withClient(target, (client) =>
    client.query("INSERT INTO audit_log (actor_kind, actor_name, action, subject) VALUES ('system', '', 'x', '') RETURNING id"),
  );
  expect(rows[0]?.id).toBe(AWKWARD.length + 1);
});

test("holds one instant: what others commit meanwhile is wholly absent", async () => {
  await withClient(database.url(), async (writer) => {
    let running = true;
    const writing = (async () => {
      for (let n = 0; running; n++) {
        await writer.query(
          `WITH a AS (INSERT INTO setting (key, value) VALUES ($1, '1')) INSERT INTO change_version (name) VALUES ($1)`,
          [`pair ${n}`],
        );
      }
    })();
    await backUp();
    running = false;
    await writing;
  });
  const target = await emptyDatabase();
  await restoreBackup({ url: target, file });
  const { rows } = await withClient(target, (client) =>
    client.query(
      "SELECT (SELECT count(*) FROM setting WHERE key LIKE 'pair %') = (SELECT count(*) FROM change_version WHERE name LIKE 'pair %') AS equal",
    ),
  );
  expect(rows[0]?.equal).toBe(true);
});

test("a file that is cut off, altered or something else is refused before anything is touched", async () => {
  const damaged = path.join(folder, "damaged");
  const whole = readFileSync(file);
  for (const size of [0, 1, 20, Math.floor(whole.length / 2), whole.length - 1]) {
    copyFileSync(file, damaged);
    truncateSync(damaged, size);
    await expect(verifyBackup(damaged), `cut to ${size}`).rejects.toThrow(BackupError);
  }
  const plain = gunzipSync(whole);
  for (let n = 1; n < 20; n++) {
    const altered = Buffer.from(plain);
    const at = Math.floor((plain.length * n) / 20);
    altered[at] = (altered[at] ?? 0) ^ 1;
    writeFileSync(damaged, gzipSync(altered, { level: 1 }));
    await expect(verifyBackup(damaged), `bit at ${at}`).rejects.toThrow(BackupError);
  }
  writeFileSync(damaged, gzipSync(Buffer.concat([plain, Buffer.from("more")])));
  await expect(verifyBackup(damaged)).rejects.toThrow(BackupError);
});

test("does not restore over data", async () => {
  const before = await contents(database.url());
  await expect(restoreBackup({ url: database.url(), file })).rejects.toThrow(/not empty/);
  expect(await contents(database.url())).toEqual(before);
});
