"use client";

import { Alert, List, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { formatMoney } from "@/components/format/money";
import { formatCount, plural } from "@/components/format/number";
import type { Column } from "@/components/tables/column";
import { DataTable } from "@/components/tables/data-table";
import { Named } from "@/components/ui/named";
import type { ReAttributionAnswer } from "@/lib/metering/re-attribution/contract";

type DayRow = ReAttributionAnswer["by_day"][number];
type Row = Omit<DayRow, "day"> & { day?: string | null };

/** "+$3.00": what enters; "−$3.00": what leaves. */
function Signed({ row }: { row: Row }) {
  const leaves = row.difference_usd.startsWith("-");
  return (
    <Text span inherit c={leaves ? "var(--cw-fall)" : "var(--cw-rise)"}>
      {leaves ? "−" : "+"}
      {formatMoney(row.difference_usd.replace(/^-/, ""))}
    </Text>
  );
}

const named = (kind: "tenant" | "feature" | "environment", header: string): Column<Row> => ({
  id: kind,
  header,
  cell: (row) => {
    const value = row[kind];
    if (value !== null) return <Named dimension={kind} value={value} />;
    return kind === "tenant" ? "All others" : "";
  },
});

const COLUMNS: readonly Column<Row>[] = [
  named("tenant", "Tenant"),
  named("feature", "Feature"),
  named("environment", "Environment"),
  {
    id: "events",
    header: "Events",
    align: "end",
    cell: ({ events }) => (events > 0 ? `+${formatCount(events)}` : formatCount(events).replace("-", "−")),
  },
  { id: "difference", header: "Difference", align: "end", nowrap: true, cell: (row) => <Signed row={row} /> },
];
const DAY: Column<Row> = { id: "day", header: "Day", nowrap: true, cell: ({ day }) => day ?? "" };

const keyOf = ({ day, tenant, feature, environment }: Row) => [day, tenant, feature, environment].join("\u0000");

/** What a move does, or would: its size, what stands against it, and the difference by name and day. */
export function MoveEffect({ move }: { move: ReAttributionAnswer }) {
  const [by, setBy] = useState<"name" | "day">("name");
  const { collisions, new_names: fresh } = move;
  const verb = { dry_run: "would move", running: "moved so far, more are moving", done: "moved" }[move.state];
  return (
    <Stack gap="sm">
      <Text role="status" fw={600}>
        {plural(move.events, "event")} of {formatMoney(move.effective_cost_usd)} {verb}.
      </Text>
      {fresh.length > 0 ? (
        <Alert color="yellow" variant="outline" c="var(--mantine-color-text)">
          No event has named {fresh.map(({ kind, name }) => `the ${kind} ${name}`).join(" or ")} yet: is it written as you mean
          it?
        </Alert>
      ) : null}
      {collisions.events > 0 ? (
        <Alert color="yellow" variant="outline" c="var(--mantine-color-text)">
          {plural(collisions.events, "event")} cannot move: the tenant has others of the same source and id.
          <List size="sm" mt={4}>
            {collisions.examples.map(({ tenant, source, id }) => (
              <List.Item key={`${tenant} ${source} ${id}`} className="wrap-anywhere">
                {id} of {source}, {tenant}
              </List.Item>
            ))}
          </List>
        </Alert>
      ) : null}
      {move.differences.length > 0 ? (
        <>
          <SegmentedControl
            aria-label="Difference by"
            size="xs"
            style={{ alignSelf: "flex-start" }}
            value={by}
            onChange={(value) => setBy(value === "day" ? "day" : "name")}
            data={[
              { value: "name", label: "By name" },
              { value: "day", label: "By name and day" },
            ]}
          />
          <DataTable<Row>
            caption="Difference"
            columns={by === "day" ? [DAY, ...COLUMNS] : COLUMNS}
            rows={by === "day" ? move.by_day : move.differences}
            rowKey={keyOf}
            maxHeight={420}
          />
        </>
      ) : null}
    </Stack>
  );
}
