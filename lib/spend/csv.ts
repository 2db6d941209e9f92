import { stringify } from "csv-stringify/sync";
import { refuse } from "./spend-query";

export type Cell = string | number | boolean | null | undefined;

/** What a spreadsheet would take as a formula, some also in full width or behind blanks. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

/** Money is text in JSON and a number in a sheet. A tag may be named like a column of money. */
const isMoney = (column: string, cell: string) => column.endsWith("_usd") && /^-?\d+(\.\d+)?$/.test(cell);

function safe(cell: Cell, column: string): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell !== "string") return String(cell);
  return FORMULA.test(cell) && !isMoney(column, cell) ? `'${cell}` : cell;
}

/** Rows as CSV (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function csvLines(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return "";
  return stringify(
    rows.map((row) => row.map((cell, at) => safe(cell, header[at] ?? ""))),
    { record_delimiter: "windows", quoted_match: /[\r\n]/ },
  );
}

/** A download: rows are made as fast as they are taken, and `rows` is told when the taker goes away. */
export function csvResponse(
  name: string,
  header: readonly string[],
  rows: AsyncGenerator<readonly (readonly Cell[])[]>,
): Response {
  const encoder = new TextEncoder();
  let begun = false;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!begun) {
        begun = true;
        controller.enqueue(encoder.encode(csvLines(header, [header])));
        return;
      }
      const { value, done } = await rows.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(csvLines(header, value)));
    },
    async cancel() {
      await rows.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}.csv"`,
      "cache-control": "no-store",
    },
  });
}

/** How much an Accept header wants a type: the weight of the most specific range that fits it (RFC 9110, 12.5.1). */
function weightOf(type: string, accept: string): number {
  const [family = ""] = type.split("/");
  let best = { precision: 0, weight: 0 };
  for (const range of accept.split(",")) {
    const [name = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const precision = [["*/*"], [`${family}/*`], [type]].findIndex(([fits]) => fits === name) + 1;
    if (precision <= best.precision) continue;
    const given = parameters.find((parameter) => parameter.startsWith("q="));
    const weight = given === undefined ? 1 : Number(given.slice(2));
    best = { precision, weight: weight >= 0 && weight <= 1 ? weight : 0 };
  }
  return best.weight;
}

/**
 * Whether a request asks for CSV: by `format=csv`, or by an Accept header that names text/csv
 * and wants JSON less, or as much but later.
 * @throws DomainError for another format
 */
export function wantsCsv(format: string | string[] | undefined, accept: string | null): boolean {
  if (format === "csv") return true;
  if (format !== undefined && format !== "json") throw refuse("format", "must be csv or json");
  if (format === "json" || accept === null || !/text\/csv/i.test(accept)) return false;
  const [csv, json] = [weightOf("text/csv", accept), weightOf("application/json", accept)];
  if (csv !== json) return csv > json;
  const [first = ""] = accept.split(",").filter((range) => /(text\/csv|application\/json)/i.test(range));
  return csv > 0 && /text\/csv/i.test(first);
}
