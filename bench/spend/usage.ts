import { pool } from "@/lib/platform/database";
import { DAY_MS, periods, QUARTER_MS } from "@/lib/platform/time";
import { followDeclaredTags, rebuildRollups } from "@/lib/spend/service";

const DAYS = 90;
/** Events of so many days lie in the database at once, where they do not stay. */
const SLICE_DAYS = 15;

/** What the events of one slice are drawn from; $1 = how many, $2 and $3 = the stretch of time, $4 = a name that makes ids differ. */
const MAKE_EVENTS = `INSERT INTO usage_event (tenant, time, source, id, received_at, feature, environment, provider, model, key, user_id,
    status, error_code, latency_ms, cache_hit, pricing, list_cost, effective_cost, input_tokens, output_tokens,
    cache_read_tokens, cache_write_tokens, reasoning_tokens, usage, rating)
  SELECT 'tenant-' || lpad(tenant_number::text, 4, '0'), time, 'bench', $4 || n, time, 'feature-' || feature_number, environment,
    (ARRAY['openai', 'openai', 'anthropic', 'anthropic', 'gcp.gemini', 'gcp.gemini'])[model_number],
    (ARRAY['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-4-5', 'claude-haiku-4-5', 'gemini-2.5-pro', 'gemini-2.5-flash'])[model_number],
    environment || '-key-' || feature_number / 2,
    CASE WHEN has_user THEN 'user-' || tenant_number || '-' || feature_number || '-' || user_number END,
    status, CASE WHEN status >= 400 THEN 'error' END, latency, false, CASE WHEN priced THEN 'priced' ELSE 'unpriced' END,
    CASE WHEN priced THEN input * 0.0000025 + output * 0.00001 END, CASE WHEN priced THEN input * 0.0000025 + output * 0.00001 END,
    input, output, 0, 0, 0, '{}', '{}'
  FROM (
    SELECT n, $2::timestamptz + random() * ($3::timestamptz - $2::timestamptz) AS time,
      floor(2000 ^ random())::int AS tenant_number,
      floor(8 * random() ^ 1.5)::int AS feature_number,
      (ARRAY['production', 'production', 'production', 'production', 'production', 'production', 'production', 'production',
             'staging', 'development'])[1 + floor(10 * random())::int] AS environment,
      1 + floor(6 * random() ^ 1.3)::int AS model_number,
      random() < 0.5 AS has_user, floor(5 * random() ^ 2)::int AS user_number,
      CASE WHEN random() < 0.02 THEN 429 ELSE 200 END AS status,
      random() < 0.99 AS priced,
      exp(random_normal(6.7, 0.7))::bigint AS latency,
      exp(random_normal(6.5, 1.1))::bigint AS input,
      exp(random_normal(5.2, 0.9))::bigint AS output
    FROM generate_series(1, $1::int) AS n
  ) AS drawn`;

/**
 * Fills an empty database with `count` events' worth of rollups over ninety days up to now: events
 * are drawn in SQL, the product's own rebuild makes the rollups of them, and unless they are kept,
 * the events go again (10 M of them would only fill the disk).
 */
export async function makeUsage(count: number, zone: string, keepEvents: boolean): Promise<void> {
  const nowMs = Date.now();
  const foldedUntilMs = Math.floor((nowMs - 75 * 60_000) / QUARTER_MS) * QUARTER_MS;
  await pool().query("UPDATE rollup_state SET folded_until = $1, day_timezone = $2 WHERE id = 1", [
    new Date(foldedUntilMs),
    zone,
  ]);
  const days = periods(nowMs - (DAYS - 1) * DAY_MS, nowMs, "day", zone);
  const step = keepEvents ? days.length : SLICE_DAYS;
  for (let first = 0; first < days.length; first += step) {
    const slice = days.slice(first, first + step);
    const from = new Date(slice[0]?.startMs ?? nowMs);
    const to = new Date(Math.min(slice.at(-1)?.endMs ?? nowMs, nowMs));
    const share = (to.getTime() - from.getTime()) / (DAYS * DAY_MS);
    await pool().query(MAKE_EVENTS, [Math.round(count * share), from, to, `${first}-`]);
    await pool().query("ANALYZE");
    await rebuildRollups({ from: from.toISOString(), to: to.toISOString() }, () => {}, new AbortController().signal);
    if (keepEvents) continue;
    await pool().query("TRUNCATE usage_event");
    // Quarters of labels are read at the edges of a range only; of old ones the days are enough here.
    if (first + step < days.length) await pool().query("TRUNCATE rollup_label_quarter");
    process.stderr.write(`  ${first + slice.length} of ${days.length} days\n`);
  }
  await pool().query("VACUUM ANALYZE");
  await pool().query("CHECKPOINT");
}

/** Gives seven of ten events one of fifty teams and declares that tag; what is there already stays. */
export async function declareTeam(): Promise<void> {
  const { rowCount } = await pool().query("SELECT FROM usage_event WHERE tags IS NOT NULL LIMIT 1");
  if (rowCount === 0) {
    process.stderr.write("Declaring a tag\n");
    await pool().query(
      `UPDATE usage_event SET tags = json_build_object('team', 'team-' || abs(hashtext(tenant || feature)) % 50)
       WHERE abs(hashtext(id)) % 10 < 7`,
    );
  }
  await pool().query(`INSERT INTO setting (key, value) VALUES ('declared_tags', '["team"]') ON CONFLICT DO NOTHING`);
  if (await followDeclaredTags(["team"])) await pool().query("VACUUM ANALYZE");
}
