import type pg from "pg";
import { atto } from "@/lib/platform/decimal";
import { Bindings } from "./bindings";
import { type GroupKey, type UsageQuestion, type UsageSource, usageSql } from "./usage-sources";

interface RankedGroup extends GroupKey {
  period: number;
  cost: bigint;
  requests: bigint;
}

type Row = Record<string, string | number>;

function ranked(rows: Row[], width: number): RankedGroup[] {
  return rows.map((row) => ({
    period: Number(row.period),
    values: Array.from({ length: width }, (_, at) => String(row[`c${at}`])),
    cost: atto(row.cost ?? 0),
    requests: BigInt(row.requests ?? 0),
  }));
}

function dearestFirst(a: RankedGroup, b: RankedGroup): number {
  if (a.cost !== b.cost) return a.cost > b.cost ? -1 : 1;
  if (a.requests !== b.requests) return a.requests > b.requests ? -1 : 1;
  if (a.period !== b.period) return a.period - b.period;
  const [left, right] = [a.values.join("\u0000"), b.values.join("\u0000")];
  return left < right ? -1 : left > right ? 1 : 0;
}

const LEAN = ["effective_cost", "requests"];

export interface DayRows {
  cuboid: number;
  minutes: number[];
  periods: number[];
}

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
export async function rankGroups(client: pg.ClientBase, request: RankRequest): Promise<GroupKey[]> {
  const { question, source, whole, unlabelled, limit } = request;
  const width = question.groupings.length;
  const columns = ["period", ...question.groupings.map((_, at) => `c${at}`)].join(", ");
  const found: RankedGroup[] = [];
  const order = `ORDER BY cost DESC, requests DESC, ${columns}`;
  if (whole) found.push(...(await dearestOfEachDay(client, whole, question, limit)));
  if (source) {
    const bindings = new Bindings();
    const grouped = `SELECT ${columns}, sum(effective_cost) AS cost, sum(requests) AS requests
      FROM (${usageSql(source, question, LEAN, bindings)}) AS u GROUP BY ${columns} HAVING sum(requests) <> 0`;
    const text = unlabelled ? withUnlabelled(grouped, unlabelled, question, columns, bindings) : grouped;
    const limited = `${text} ${order} LIMIT ${bindings.add(limit)}`;
    found.push(...ranked((await client.query<Row>(limited, bindings.values)).rows, width));
  }
  return found.sort(dearestFirst).slice(0, limit);
}

/** Of days whose rows are groups already: an index gives the dearest of each day, however many there are. */
async function dearestOfEachDay(
  client: pg.ClientBase,
  days: DayRows,
  question: UsageQuestion,
  limit: number,
): Promise<RankedGroup[]> {
  const bindings = new Bindings();
  const columns = question.groupings.map((by) => `r.${by.name}`);
  const where = [`r.cuboid = ${days.cuboid}`, "r.bucket = m.bucket", "r.requests <> 0"];
  if (question.groupings.some((by) => by.name === "tenant")) where.push("NOT starts_with(r.tenant, '__')");
  for (const { by, values } of question.filters) where.push(`r.${by.name} = ANY(${bindings.add(values)}::text[])`);
  const most = bindings.add(limit);
  const order = ["cost DESC", "requests DESC", ...columns.map((_, at) => `c${at}`)].join(", ");
  const text = `SELECT m.period, d.* FROM
      (SELECT to_timestamp(minute::float8 * 60) AS bucket, period
       FROM unnest(${bindings.add(days.minutes)}::int[], ${bindings.add(days.periods)}::int[]) AS u(minute, period)) AS m,
      LATERAL (SELECT ${[...columns.map((column, at) => `${column} AS c${at}`), "r.effective_cost AS cost", "r.requests"].join(", ")}
        FROM rollup_day AS r WHERE ${where.join(" AND ")} ORDER BY ${order} LIMIT ${most}) AS d
    ORDER BY ${order}, m.period LIMIT ${most}`;
  return ranked((await client.query<Row>(text, bindings.values)).rows, columns.length);
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
