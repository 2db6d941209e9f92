import type { Cell } from "./csv";
import type { querySpend } from "./query-spend";

type Report = Awaited<ReturnType<typeof querySpend>>;

const MEASURES = [
  "effective_cost_usd",
  "list_cost_usd",
  "saved_cost_usd",
  "requests",
  "errors",
  "unpriced_requests",
  "input_tokens",
  "output_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "reasoning_tokens",
  "total_tokens",
  "latency_p50_ms",
  "latency_p95_ms",
] as const;

const ROWS = 1000;

/** A spend report as a sheet: its rows as they stand, `other` included. */
export function spendTable(report: Report): { header: string[]; rows: AsyncGenerator<Cell[][]> } {
  const { rows, group_by } = { rows: report.rows, group_by: report.range.group_by };
  const periods = report.range.granularity === "none" ? [] : ["period_start"];
  const header = [...periods, ...group_by, ...MEASURES, "other"];
  async function* batches(): AsyncGenerator<Cell[][]> {
    for (let at = 0; at < rows.length; at += ROWS) {
      yield rows.slice(at, at + ROWS).map((row) => {
        const cells: Record<string, unknown> = { ...row, other: row.other === true };
        return header.map((name) => cells[name] as Cell);
      });
    }
  }
  return { header, rows: batches() };
}
