import type pg from "pg";
import { MEASURES, type SumRow, Sums } from "../measures";
import { Bindings } from "./bindings";
import { type UsageQuestion, type UsageSource, usageSql } from "./usage-sources";

export interface SummedGroup {
  period: number;
  values: string[];
  sums: Sums;
}

type Row = Record<string, string | number>;

/** Every measure and the latency histogram, added up by period and groupings. */
export async function sumGroups(client: pg.ClientBase, source: UsageSource, question: UsageQuestion): Promise<SummedGroup[]> {
  if (source.kind === "rollups" && source.buckets.length === 0) return [];
  const apart = mergesMany(source, question);
  const bindings = new Bindings();
  const columns = groupColumns(question);
  const measures = apart ? MEASURES : [...MEASURES, "histogram"];
  const histogram = apart ? "NULL" : "string_agg(histogram, '')";
  const text = `SELECT ${columns}, ${MEASURES.map((name) => `sum(${name}) AS ${name}`).join(", ")}, ${histogram} AS histogram
    FROM (${usageSql(source, question, measures, bindings)}) AS u GROUP BY ${columns}`;
  const { rows } = await client.query<SumRow & Row>(text, bindings.values);
  const groups = rows.map((row) => ({ ...keyOf(row, question), sums: new Sums().addRow(row) }));
  if (apart) await addLatencies(client, source, question, groups);
  return groups;
}

const groupColumns = (question: UsageQuestion) => ["period", ...question.groupings.map((_, at) => `c${at}`)].join(", ");

function keyOf(row: Row, question: UsageQuestion): { period: number; values: string[] } {
  return { period: Number(row.period), values: question.groupings.map((_, at) => String(row[`c${at}`])) };
}

/** Whether few groups are made of so many rows that their histograms are better merged where they lie. */
function mergesMany(source: UsageSource, { keys }: UsageQuestion): boolean {
  const broad = source.kind === "events" || source.label !== null;
  return broad && (keys?.[0]?.values.length ?? 0) === 0;
}

async function addLatencies(
  client: pg.ClientBase,
  source: UsageSource,
  question: UsageQuestion,
  groups: readonly SummedGroup[],
): Promise<void> {
  const bindings = new Bindings();
  const columns = groupColumns(question);
  const bucket = "((entry + 2147483648) >> 32)";
  const { rows } = await client.query<Row>(
    `SELECT ${columns}, ${bucket} AS bucket, sum(entry - (${bucket} << 32)) AS count
     FROM (${usageSql(source, question, ["latency_histogram"], bindings)}) AS u, unnest(u.latency_histogram) AS entry
     GROUP BY ${columns}, ${bucket}`,
    bindings.values,
  );
  const nameOf = (key: { period: number; values: string[] }) => JSON.stringify([key.period, key.values]);
  const named = new Map(groups.map((group) => [nameOf(group), group.sums]));
  for (const row of rows) named.get(nameOf(keyOf(row, question)))?.latencies.set(Number(row.bucket), Number(row.count));
}
