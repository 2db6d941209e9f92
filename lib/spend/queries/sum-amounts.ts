import type pg from "pg";
import { type Atto, atto } from "@/lib/platform/decimal";
import { Bindings } from "./bindings";
import { type UsageQuestion, type UsageSource, usageSql } from "./usage-sources";

/** What was used in one period by one combination of the groupings' values. */
export interface UsageAmount {
  period: number;
  values: string[];
  /** Effective cost. */
  cost: Atto;
  requests: bigint;
  tokens: bigint;
  /** Requests whose cost is not known. */
  unpriced: bigint;
}

const COLUMNS = ["effective_cost", "requests", "input_tokens", "output_tokens", "unpriced_requests"];

/** Exact sums of what budgets measure, by period and groupings. */
export async function sumAmounts(client: pg.ClientBase, source: UsageSource, question: UsageQuestion): Promise<UsageAmount[]> {
  if (source.kind === "rollups" && source.buckets.length === 0) return [];
  const bindings = new Bindings();
  const columns = ["period", ...question.groupings.map((_, at) => `c${at}`)].join(", ");
  const { rows } = await client.query<Record<string, string | number>>(
    `SELECT ${columns}, sum(effective_cost) AS cost, sum(requests) AS requests,
       sum(input_tokens + output_tokens) AS tokens, sum(unpriced_requests) AS unpriced
     FROM (${usageSql(source, question, COLUMNS, bindings)}) AS u GROUP BY ${columns}`,
    bindings.values,
  );
  return rows.map((row) => ({
    period: Number(row.period),
    values: question.groupings.map((_, at) => String(row[`c${at}`])),
    cost: atto(row.cost ?? 0),
    requests: BigInt(row.requests ?? 0),
    tokens: BigInt(row.tokens ?? 0),
    unpriced: BigInt(row.unpriced ?? 0),
  }));
}
