import type pg from "pg";
import { USER_LABEL } from "@/lib/metering/service";
import type { RuleScope } from "../../rules/service";
import { scopeCondition } from "./sql-parts";

/** The users who cost most since, from so many dollars on: whoever cost less in all of it did so in each hour of it. */
export async function findDearUsers(
  client: pg.Pool,
  given: { scope: RuleScope; from: Date; to: Date; leastUsd: number; most: number },
): Promise<string[]> {
  const { tenant, user } = given.scope;
  const values: unknown[] = [given.from, given.to, given.leastUsd];
  const within = scopeCondition({ ...(tenant && { tenant }), ...(user && { user }) }, "u", values);
  const { rows } = await client.query<{ user_id: string }>(
    `SELECT user_id FROM (
       SELECT tenant, value AS user_id, effective_cost FROM rollup_label_month
       WHERE label = '${USER_LABEL}' AND bucket >= $1::timestamptz - interval '32 days' AND bucket < $2
       UNION ALL
       SELECT tenant, value, effective_cost FROM rollup_label_quarter
       WHERE label = '${USER_LABEL}' AND bucket >= greatest($1, (SELECT folded_until FROM rollup_state)) AND bucket < $2) AS u
     WHERE NOT starts_with(tenant, '__')${within}
     GROUP BY user_id HAVING sum(effective_cost) >= $3 ORDER BY sum(effective_cost) DESC LIMIT ${given.most}`,
    values,
  );
  return rows.map((row) => row.user_id);
}
