import { z } from "zod";
import { budget } from "../contract";

/** Budgets as CSV. The columns of an export are those an import takes. */
export const CSV_COLUMNS = [
  "name",
  "scope",
  "each",
  "measure",
  "period",
  "limit",
  "mode",
  "on_unavailable",
  "thresholds",
  "owner",
  "notes",
] as const;

export const MOST_LINES = 5000;

export const importBody = z
  .strictObject({
    csv: z.string("is the CSV as text").min(1, "is empty"),
    dry_run: z.boolean().default(true).meta({ description: "Only say what would happen; true unless said" }),
  })
  .meta({
    id: "BudgetImport",
    description: `A header and a line for each budget, at most ${MOST_LINES}. Columns: ${CSV_COLUMNS.join(", ")}; only name, period and limit are required. A scope is written tenant=acme;environment=production|staging; a period month, fixed:2026-01-01/2026-04-01 or rolling:30; thresholds 50;80;100;forecast:100;burn_rate:fast:14.4. A budget with the same scope, template, measure and period is changed, any other made`,
  });

export const importAnswer = z
  .object({
    dry_run: z.boolean(),
    created: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    lines: z.array(
      z.object({
        line: z.int(),
        name: z.string(),
        action: z.enum(["create", "change", "none"]),
        changes: z.array(z.string()).meta({ description: "The columns that change" }),
      }),
    ),
    errors: z
      .array(z.object({ line: z.int(), column: z.string().nullable(), detail: z.string() }))
      .meta({ description: "Of a dry run; an import with errors is refused whole, with the same list" }),
    budgets: z.array(budget).meta({ description: "As they are after the import; empty in a dry run" }),
  })
  .meta({ id: "BudgetImportResult" });

export type ImportBody = z.output<typeof importBody>;
export type ImportAnswer = z.input<typeof importAnswer>;
