import type pg from "pg";
import { MEASURES, type SumRow, Sums } from "../measures";
import { Bindings } from "./bindings";
import { type UsageQuestion, type UsageSource, usageSql } from "./usage-sources";

export interface SummedGroup {
  period: number;
  values: string[];
  sums: Sums;
}

const COLUMNS = [...MEASURES, "latency_histogram"];

/** Every measure and the latency histogram, added up by period and groupings. */
export async function sumGroups(client: pg.ClientBase, source: UsageSource, question: UsageQuestion): Promise<SummedGroup[]> {
  if (source.kind === "rollups" && source.buckets.length === 0) return [];
  const bindings = new Bindings();
  const columns = ["period", ...question.groupings.map((_, at) => `c${at}`)].join(", ");
  const text = `SELECT ${columns}, ${MEASURES.map((name) => `sum(${name}) AS ${name}`).join(", ")},
      string_agg(CASE WHEN latency_histogram <> '{}' THEN latency_histogram::text END, '') AS histogram
    FROM (${usageSql(source, question, COLUMNS, bindings)}) AS u GROUP BY ${columns}`;
  const { rows } = await client.query<SumRow & Record<string, string | number>>(text, bindings.values);
  return rows.map((row) => ({
    period: Number(row.period),
    values: question.groupings.map((_, at) => String(row[`c${at}`])),
    sums: new Sums().addRow(row),
  }));
}
