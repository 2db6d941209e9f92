import type pg from "pg";
import { nowMs } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { formatAtto } from "@/lib/platform/decimal";
import { type Period, periods, QUARTER_MS, rfc3339 } from "@/lib/platform/time";
import { MEASURES, type SumRow, Sums } from "../measures";
import { wholeNumber } from "../spend-answer";
import { CHECKS, type Check, EVENTS_CHECK, MONTH_CHECKS } from "./checks";
import { type Difference, findDifferences } from "./find-differences";
import { cutSlices, rangeOf, readCoverage, type Slice } from "./slices";

const MOST_DIFFERENCES = 20;
const SLICE_REQUESTS = 200_000;

/** What is shown as the total: the installation's own tenants are compared like all, and are nobody's usage. */
async function sumOf(client: pg.ClientBase, rows: string, slice: Slice): Promise<Sums> {
  const [from, to] = rangeOf(slice, "range");
  const found = await client.query<SumRow>(
    `SELECT ${MEASURES.map((name) => `coalesce(sum(${name}), 0) AS ${name}`).join(", ")}, NULL AS histogram
     FROM (${rows}) AS t WHERE t.tenant NOT LIKE '\\_\\_%'`,
    [from, to],
  );
  const total = new Sums();
  for (const row of found.rows) total.addRow(row);
  return total;
}

function valuesOf(check: Check, slice: Slice): unknown[] {
  const values = rangeOf(slice, check.over);
  return check.withDays ? values : values.slice(0, 2);
}

function side({ counts, costs }: Sums) {
  return {
    requests: wholeNumber(counts.requests),
    errors: wholeNumber(counts.errors),
    unpriced_requests: wholeNumber(counts.unpriced_requests),
    effective_cost_usd: formatAtto(costs.effective_cost),
    list_cost_usd: formatAtto(costs.list_cost),
    input_tokens: wholeNumber(counts.input_tokens),
    output_tokens: wholeNumber(counts.output_tokens),
    cache_read_tokens: wholeNumber(counts.cache_read_tokens),
    cache_write_tokens: wholeNumber(counts.cache_write_tokens),
    reasoning_tokens: wholeNumber(counts.reasoning_tokens),
  };
}

export interface AccountingOptions {
  /** The part of the range that events cover is compared; all of it when absent. */
  fromMs?: number | undefined;
  toMs?: number | undefined;
  onProgress?: (done: number, all: number) => void;
}

/**
 * Proves, in one snapshot, that the rollups say what the events say: events against quarters and
 * minutes by every dimension, and each coarser tier against the one it is made of, to the last
 * digit.
 */
export async function checkAccounting(options: AccountingOptions = {}) {
  return inTransaction(async (client) => {
    const events = new Sums();
    const rollups = new Sums();
    const differences: Difference[] = [];
    const range = await comparable(client, options);
    const slices = range ? await cutSlices(client, range, range.dayZone, SLICE_REQUESTS) : [];
    const compare = async (check: Check, values: unknown[]) => {
      const room = MOST_DIFFERENCES - differences.length;
      if (room > 0) differences.push(...(await findDifferences(client, check, values, room)).slice(0, room));
    };
    const months = range ? periods(range.startMs, range.endMs, "month", range.dayZone) : [];
    const all = slices.length + months.length;
    for (const [index, slice] of slices.entries()) {
      events.add(await sumOf(client, EVENTS_CHECK.expected, slice));
      rollups.add(await sumOf(client, EVENTS_CHECK.actual, slice));
      for (const check of [EVENTS_CHECK, ...CHECKS]) await compare(check, valuesOf(check, slice));
      options.onProgress?.(index + 1, all);
    }
    for (const [index, { startMs, endMs }] of months.entries()) {
      for (const check of MONTH_CHECKS) await compare(check, [new Date(startMs), new Date(endMs)]);
      options.onProgress?.(slices.length + index + 1, all);
    }
    return {
      ok: differences.length === 0,
      events: side(events),
      rollups: side(rollups),
      differences,
      range: range && { from: rfc3339(range.startMs), to: rfc3339(range.endMs) },
      checked_at: rfc3339(nowMs()),
    };
  }, "repeatable read");
}

/** The range asked for as far as events cover it, on quarter hours; null when that is nothing. */
export async function comparable(
  client: pg.ClientBase,
  { fromMs, toMs }: AccountingOptions,
): Promise<(Period & { dayZone: string; foldedUntilMs: number }) | null> {
  const coverage = await readCoverage(client);
  if (!coverage) return null;
  const startMs = Math.max(coverage.startMs, Math.floor((fromMs ?? coverage.startMs) / QUARTER_MS) * QUARTER_MS);
  const endMs = Math.min(coverage.endMs, Math.ceil((toMs ?? coverage.endMs) / QUARTER_MS) * QUARTER_MS);
  return startMs < endMs ? { ...coverage, startMs, endMs } : null;
}
