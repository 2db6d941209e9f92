import type pg from "pg";
import type { Raised } from "@/lib/alerts/service";
import { namesCountedAs } from "@/lib/directory/names/service";
import { USER_LABEL } from "@/lib/metering/service";
import { HOUR_MS } from "@/lib/platform/time";

/** The tenants with usage in each of these parts of a day up to the end of an hour; in the order asked. */
export async function tenantsOfHour(
  client: pg.Pool | pg.ClientBase,
  scopes: readonly Raised["scope"][],
  hourMs: number,
): Promise<string[][]> {
  const column = (name: "provider" | "model" | "key") => scopes.map((scope) => scope[name] ?? null);
  const features = scopes.map(({ feature }) =>
    feature === undefined ? null : namesCountedAs("feature", feature).join("\u001f"),
  );
  const { rows } = await client.query<{ at: number; tenants: string[] }>(
    `SELECT a.at::int, array_agg(DISTINCT s.tenant) AS tenants
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS a (feature, provider, model, key, at)
     JOIN series AS s ON (a.feature IS NULL OR s.feature = ANY(string_to_array(a.feature, U&'\\001f'))) AND (a.provider IS NULL OR s.provider = a.provider)
       AND (a.model IS NULL OR s.model = a.model) AND (a.key IS NULL OR s.key = a.key)
     WHERE NOT starts_with(s.tenant, '__') AND EXISTS (
       SELECT FROM rollup_minute AS m WHERE m.bucket >= $5 AND m.bucket < $6 AND m.series_id = s.series_id)
     GROUP BY 1`,
    [features, column("provider"), column("model"), column("key"), new Date(hourMs - 23 * HOUR_MS), new Date(hourMs + HOUR_MS)],
  );
  const found: string[][] = scopes.map(() => []);
  for (const { at, tenants } of rows) found[at - 1] = tenants;
  return found;
}

/** The tenants in which each of these users used anything in the day up to the end of an hour; in the order asked. */
export async function tenantsOfUsers(
  client: pg.Pool | pg.ClientBase,
  scopes: readonly Raised["scope"][],
  hourMs: number,
): Promise<string[][]> {
  const users = scopes.map(({ user }) => user ?? "");
  const { rows } = await client.query<{ value: string; tenants: string[] }>(
    `SELECT value, array_agg(DISTINCT tenant) AS tenants FROM rollup_label_quarter
     WHERE label = '${USER_LABEL}' AND value = ANY($1::text[]) AND NOT starts_with(tenant, '__') AND bucket = ANY(ARRAY(
       SELECT $2::timestamptz + quarter * interval '15 minutes' FROM generate_series(0, 95) AS quarter)) GROUP BY 1`,
    [users, new Date(hourMs - 23 * HOUR_MS)],
  );
  const found = new Map(rows.map(({ value, tenants }) => [value, tenants]));
  return users.map((user) => found.get(user) ?? []);
}
