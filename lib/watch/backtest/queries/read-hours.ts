import type pg from "pg";
import type { SubjectKind } from "@/lib/anomalies/service";
import type { Named, RuleScope } from "../../rules/service";
import { scopeCondition, subjectColumns } from "./sql-parts";

/** What one subject did in one hour (UTC). */
export interface HourRow extends Named {
  hour: Date;
  requests: number;
  errors: number;
  tokens: number;
  output: number;
  usd: number;
}

const SUMS = `sum(r.requests)::float8 AS requests, sum(r.errors)::float8 AS errors, sum(r.input_tokens + r.output_tokens)::float8 AS tokens,
  sum(r.output_tokens)::float8 AS output, sum(r.effective_cost)::float8 AS usd`;
const READ = "bucket, series_id, tenant, requests, errors, input_tokens, output_tokens, effective_cost";

/** Hours of all that these kinds of subjects are made of, oldest first, from the rollups alone. Users are asked for apart. */
export async function readHours(
  client: pg.Pool,
  { kinds, scope, from, to }: { kinds: readonly SubjectKind[]; scope: RuleScope; from: Date; to: Date },
): Promise<HourRow[]> {
  const values: unknown[] = [from, to];
  const isUser = kinds.some((kind) => kind.includes("user")) || scope.user !== undefined;
  const { columns, names, named } = subjectColumns(kinds, "d");
  const within = scopeCondition(scope, "d", values);
  const source = isUser
    ? `SELECT ${READ}, value AS user_id FROM rollup_label_quarter WHERE label = 'user' AND bucket >= $1 AND bucket < $2`
    : `SELECT ${READ}, NULL AS user_id FROM rollup_quarter WHERE bucket >= $1 AND bucket < least($2, (SELECT folded_until FROM rollup_state))
       UNION ALL
       SELECT ${READ}, NULL FROM rollup_minute WHERE bucket >= greatest($1, (SELECT folded_until FROM rollup_state)) AND bucket < $2`;
  const { rows } = await client.query<HourRow>(
    `SELECT ${columns} date_trunc('hour', d.bucket, 'UTC') AS hour, ${SUMS.replaceAll("r.", "d.")}
     FROM (SELECT r.*, s.feature, s.environment, s.provider, s.model, s.key
       FROM (${source}) AS r JOIN series AS s ON s.tenant = r.tenant AND s.series_id = r.series_id
       WHERE r.tenant NOT LIKE '\\_\\_%') AS d
     WHERE true${named}${within}
     GROUP BY ${names ? `${names}, ` : ""}hour ORDER BY hour`,
    values,
  );
  return rows;
}
