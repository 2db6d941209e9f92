import type pg from "pg";
import { Bindings } from "./bindings";
import { type DayRows, dearestOfDays } from "./dearest-of-days";
import { dearestFirst, type RankedGroup, type RankedRow, rankedGroups } from "./ranked-groups";
import { type UsageQuestion, type UsageSource, usageSql } from "./usage-sources";

const LEAN = ["effective_cost", "requests"];

export interface RankRequest {
  question: UsageQuestion;
  /** Rows of one group may lie in several buckets. */
  source: UsageSource | null;
  /** Each row is a whole group of its own period: nothing to add up. */
  whole: DayRows | null;
  /** With a label among the groupings (the last): where all usage is read, to tell what has no label. */
  unlabelled: UsageSource | null;
  limit: number;
}

/**
 * The dearest groups, most effective cost first, then most requests. Reads cost and requests
 * only: of many thousand groups few are shown.
 */
export async function rankGroups(client: pg.ClientBase, request: RankRequest): Promise<RankedGroup[]> {
  const { question, source, whole, unlabelled, limit } = request;
  const width = question.groupings.length;
  const columns = ["period", ...question.groupings.map((_, at) => `c${at}`)].join(", ");
  const found: RankedGroup[] = [];
  const order = `ORDER BY cost DESC, requests DESC, ${columns}`;
  if (whole) found.push(...(await dearestOfDays(client, whole, question, limit)));
  if (source) {
    const bindings = new Bindings();
    const grouped = `SELECT ${columns}, sum(effective_cost) AS cost, sum(requests) AS requests
      FROM (${usageSql(source, question, LEAN, bindings)}) AS u GROUP BY ${columns} HAVING sum(requests) <> 0`;
    const text = unlabelled ? withUnlabelled(grouped, unlabelled, question, columns, bindings) : grouped;
    const limited = `${text} ${order} LIMIT ${bindings.add(limit)}`;
    found.push(...rankedGroups((await client.query<RankedRow>(limited, bindings.values)).rows, width));
  }
  return found.sort(dearestFirst).slice(0, limit);
}

/** Adds to the labelled groups what all usage is more than them: the groups without a label, whose value is ''. */
function withUnlabelled(grouped: string, all: UsageSource, question: UsageQuestion, columns: string, bindings: Bindings): string {
  const groupings = question.groupings.slice(0, -1);
  const others = ["period", ...groupings.map((_, at) => `c${at}`)].join(", ");
  const everything = usageSql(all, { ...question, groupings }, LEAN, bindings);
  return `WITH labelled AS MATERIALIZED (${grouped})
    SELECT ${columns}, cost, requests FROM labelled
    UNION ALL
    SELECT ${others}, '' AS c${groupings.length}, sum(cost) AS cost, sum(requests) AS requests FROM (
      SELECT ${others}, effective_cost AS cost, requests FROM (${everything}) AS u
      UNION ALL
      SELECT ${others}, -cost, -requests FROM labelled
    ) AS difference GROUP BY ${others} HAVING sum(requests) <> 0`;
}
