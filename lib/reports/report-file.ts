import { timingSafeEqual } from "node:crypto";
import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { Reach } from "@/lib/platform/reach";
import { hmac } from "@/lib/platform/secret";
import { DAY_MS, localDate, rfc3339 } from "@/lib/platform/time";
import { csvResponse, querySpend, spendTable } from "@/lib/spend/service";
import type { RunRow } from "./queries/runs";

const GOOD_FOR_MS = 7 * DAY_MS;
const MOST_ROWS = "10000";

const signatureOf = (id: string, expires: string) => hmac("report-file", `${id}.${expires}`);

/** A path to a report's figures that needs no sign-in, good for seven days. */
export function filePath(runId: string): string {
  const expires = String(Math.ceil((nowMs() + GOOD_FOR_MS) / 1000));
  return `/api/v1/reports/files/${runId}?expires=${expires}&signature=${signatureOf(runId, expires)}`;
}

function isSigned(id: string, expires: string, signature: string): boolean {
  const [given, own] = [Buffer.from(signature), Buffer.from(signatureOf(id, expires))];
  return given.length === own.length && timingSafeEqual(given, own);
}

/** @throws not_found for a link that is not ours, forbidden for one that has expired */
export async function readReportFile(
  id: string,
  link: { expires?: string | undefined; signature?: string | undefined },
): Promise<Response> {
  const { expires = "", signature = "" } = link;
  const unknown = () =>
    new DomainError("not_found", "There is no such file: the link is not whole, or not of this installation.");
  if (!isSigned(id, expires, signature)) throw unknown();
  if (Number(expires) * 1000 < nowMs())
    throw new DomainError("forbidden", "The link has expired; open the report for a new one.");
  const { rows } = await pool().query<RunRow>("SELECT * FROM report_run WHERE id = $1", [id]);
  const [run] = rows;
  if (!run) throw unknown();
  const report = await querySpend(
    {
      from: rfc3339(run.period_start.getTime()),
      to: rfc3339(run.period_end.getTime()),
      timezone: run.timezone,
      group_by: "tenant,feature",
      granularity: "none",
      limit: MOST_ROWS,
    },
    Reach.everywhere,
  );
  const { header, rows: lines } = spendTable(report);
  return csvResponse(`spend-${localDate(run.period_start.getTime(), run.timezone)}`, header, lines);
}
