import type pg from "pg";
import type { SubjectKind } from "@/lib/anomalies/service";
import type { Named, RuleScope } from "../../rules/service";
import { scopeCondition, subjectColumns } from "./sql-parts";

/** What one subject did in one window of minutes. */
export interface WindowRow extends Named {
  at: Date;
  requests: number;
  errors: number;
  status_429: number;
  status_5xx: number;
  status_401_403: number;
  not_429: number;
  retries: number;
  content_filter: number;
  length: number;
  usd: number;
  input: number;
  cache_read: number;
  /** Milliseconds at the asked percentile; null without any. */
  latency: number | null;
  /** The least part of a rate limit that was left; null where none was told. */
  headroom: number | null;
}

const HEADROOM = (what: string) => {
  const of = (name: string) => `(e.attributes #>> '{rate_limit,${name}_${what}}')::float8`;
  return `CASE WHEN ${of("limit")} > 0 THEN ${of("remaining")} / ${of("limit")} END`;
};

interface Question {
  kinds: readonly SubjectKind[];
  scope: RuleScope;
  from: Date;
  to: Date;
  minutes: number;
  percentile: number;
  interactiveOnly: boolean;
  /** Only what is asked for is counted. */
  needs: readonly (keyof WindowRow)[];
}

/** Windows of all that these kinds of subjects are made of, oldest first, counted from events in one reading. */
export async function readWindows(client: pg.Pool, question: Question): Promise<WindowRow[]> {
  const { kinds, scope, from, to, minutes, percentile, interactiveOnly, needs } = question;
  const values: unknown[] = [from, to, minutes];
  const { columns, names, named } = subjectColumns(kinds, "e");
  const within = scopeCondition(scope, "e", values);
  const latency = `percentile_disc(${percentile / 100}) WITHIN GROUP (ORDER BY e.latency_ms) FILTER (WHERE e.latency_ms IS NOT NULL)::float8`;
  const headroom = `min(least(${HEADROOM("tokens")}, ${HEADROOM("requests")}))`;
  const given = (name: keyof WindowRow, sql: string, otherwise = "0::float8") =>
    `${needs.includes(name) ? sql : otherwise} AS ${name}`;
  const count = (name: keyof WindowRow, condition: string) => given(name, `count(*) FILTER (WHERE ${condition})::float8`);
  const failed = "e.status >= 400 OR e.error_code IS NOT NULL";
  const { rows } = await client.query<WindowRow>(
    `SELECT ${columns} date_bin(make_interval(mins => $3), e.time, '2000-01-01Z') AS at, count(*)::float8 AS requests,
       ${count("errors", failed)}, ${count("status_429", "e.status = 429")}, ${count("status_5xx", "e.status >= 500")},
       ${count("status_401_403", "e.status IN (401, 403)")}, ${count("not_429", `(${failed}) AND e.status IS DISTINCT FROM 429`)},
       ${count("retries", "e.attempt > 1")}, ${count("content_filter", "e.finish_reason = 'content_filter'")},
       ${count("length", "e.finish_reason IN ('length', 'max_tokens')")}, coalesce(sum(e.effective_cost), 0)::float8 AS usd,
       ${given("input", "sum(e.input_tokens)::float8")}, ${given("cache_read", "sum(e.cache_read_tokens)::float8")},
       ${given("latency", latency, "NULL")}, ${given("headroom", headroom, "NULL")}
     FROM usage_event AS e
     WHERE e.time >= $1 AND e.time < $2 AND e.corrected_by IS NULL AND e.tenant NOT LIKE '\\_\\_%'
       ${interactiveOnly ? "AND e.attributes ->> 'streamed' = 'true'" : ""}${named}${within}
     GROUP BY ${names ? `${names}, ` : ""}at ORDER BY at`,
    values,
  );
  return rows;
}
