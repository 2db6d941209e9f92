import { Button, Group, Stack, Text } from "@mantine/core";
import { plural } from "@/components/format/number";
import type { Column } from "@/components/tables/column";
import { DataTable } from "@/components/tables/data-table";
import { Panel } from "@/components/ui/panel";
import type { ImportAnswer } from "./shapes";

type Fault = ImportAnswer["errors"][number];
type Line = ImportAnswer["lines"][number];

const FAULTS: Column<Fault>[] = [
  { id: "line", header: "Line", cell: (row) => row.line },
  { id: "column", header: "Column", cell: (row) => row.column ?? "–" },
  { id: "detail", header: "What is wrong", cell: (row) => row.detail },
];

const ACTIONS = { create: "made", change: "changed", none: "stays as it is" } as const;

const LINES: Column<Line>[] = [
  { id: "line", header: "Line", cell: (row) => row.line },
  { id: "name", header: "Budget", cell: (row) => row.name },
  { id: "action", header: "Would be", nowrap: true, cell: (row) => ACTIONS[row.action] },
  { id: "changes", header: "Columns that change", cell: (row) => <Text size="xs">{row.changes.join(", ") || "–"}</Text> },
];

interface ImportResultProps {
  checked: ImportAnswer;
  importing: boolean;
  onImport: () => void;
}

/** What an import would do, or every fault with its line. */
export function ImportResult({ checked, importing, onImport }: ImportResultProps) {
  const { created, changed, unchanged, errors, lines } = checked;
  const writes = created + changed;
  return (
    <Panel
      title={errors.length > 0 ? "It cannot be imported yet" : "What would happen"}
      description={
        <span role="status">
          {errors.length > 0
            ? `${plural(errors.length, "fault")}. Nothing is imported before every line is right.`
            : `${plural(created, "budget")} made, ${changed} changed, ${unchanged} left as they are. Nothing was changed yet.`}
        </span>
      }
    >
      <Stack gap="sm">
        {errors.length > 0 ? (
          <DataTable
            caption="Faults by line"
            columns={FAULTS}
            rows={errors}
            rowKey={(row) => `${row.line} ${row.column} ${row.detail}`}
            maxHeight={420}
          />
        ) : (
          <>
            <Group>
              <Button onClick={onImport} loading={importing} disabled={writes === 0}>
                {writes === 0 ? "Nothing to import" : `Import ${plural(writes, "budget")}`}
              </Button>
            </Group>
            <DataTable
              caption="Budgets by line"
              columns={LINES}
              rows={lines.slice(0, 500)}
              rowKey={(row) => String(row.line)}
              maxHeight={480}
            />
          </>
        )}
      </Stack>
    </Panel>
  );
}
