import type pg from "pg";
import type { QuestionCount } from "../question-counts";

/** Adds counts to their minutes, rows in one order in every transaction. */
export async function addQuestionCounts(client: pg.Pool | pg.ClientBase, counts: readonly QuestionCount[]): Promise<void> {
  if (counts.length === 0) return;
  const column = <T>(of: (count: QuestionCount) => T): T[] => counts.map(of);
  await client.query(
    `INSERT INTO decision_minute (bucket, tenant, feature, environment, provider, model, key, with_user, allowed, warned, throttled, denied)
     SELECT bucket, tenant, feature, environment, provider, model, key, with_user, sum(allowed), sum(warned), sum(throttled), sum(denied)
     FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::boolean[],
                 $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[])
       AS u(bucket, tenant, feature, environment, provider, model, key, with_user, allowed, warned, throttled, denied)
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
     ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
     ON CONFLICT (bucket, tenant, feature, environment, provider, model, key, with_user) DO UPDATE SET
       allowed = decision_minute.allowed + excluded.allowed,
       warned = decision_minute.warned + excluded.warned,
       throttled = decision_minute.throttled + excluded.throttled,
       denied = decision_minute.denied + excluded.denied`,
    [
      column((count) => new Date(count.bucketMs)),
      column((count) => count.tenant),
      column((count) => count.feature),
      column((count) => count.environment),
      column((count) => count.provider),
      column((count) => count.model),
      column((count) => count.key),
      column((count) => count.withUser),
      column((count) => count.allow),
      column((count) => count.warn),
      column((count) => count.throttle),
      column((count) => count.deny),
    ],
  );
}

/** Removes minutes that no answer reaches back to. */
export async function removeOldQuestionCounts(client: pg.Pool | pg.ClientBase, before: Date): Promise<void> {
  await client.query("DELETE FROM decision_minute WHERE bucket < $1", [before]);
}
