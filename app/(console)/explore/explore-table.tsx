"use client";

import { Group, Skeleton, UnstyledButton, VisuallyHidden } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import type { SpendQuestion } from "@/app/hooks/spend-question";
import { groupLabel } from "@/app/hooks/stack-question";
import { useAddress } from "@/app/hooks/use-address";
import type { ExploreState } from "@/app/hooks/use-explore";
import { coverageFacts, type SpendReport, type SpendRow, spendCsvUrl } from "@/app/hooks/use-spend";
import { dimensionLabel, ownName, valueLabel } from "@/components/filters/dimensions";
import { plural } from "@/components/format/number";
import type { Column } from "@/components/tables/column";
import { SortableTable } from "@/components/tables/sortable-table";
import { Coverage } from "@/components/ui/coverage";
import { DownloadButton } from "@/components/ui/download-button";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { ApiProblem } from "../api-problem";
import { measureColumns } from "./measure-columns";

/** Usage without a user or tag cannot be asked for; usage without a key can. */
function canFilter(dimension: string, value: string): boolean {
  return value !== "" || dimension === "key";
}

interface ExploreTableProps {
  state: ExploreState;
  groups: UseQueryResult<SpendReport>;
  question: SpendQuestion;
}

export function ExploreTable({ state, groups, question }: ExploreTableProps) {
  const { filter, groupBy, sort } = state;
  const { eventsHref } = useAddress();
  const { data } = groups;
  const columns = useMemo((): Column<SpendRow>[] => {
    const values = groupBy.map(
      (name, index): Column<SpendRow> => ({
        id: name,
        header: dimensionLabel(name),
        sortBy: (row) => valueLabel(name, String(row[name] ?? "")),
        cell: (row) => {
          if (row.other) return index === 0 ? "All others" : "";
          const value = String(row[name] ?? "");
          if (!canFilter(name, value)) return valueLabel(name, value);
          return (
            <UnstyledButton
              onClick={() => filter.setFilter(name, [value])}
              title={`Show only ${[valueLabel(name, value), ownName(name, value)].filter(Boolean).join(", ")}`}
              style={{ color: "var(--mantine-color-anchor)", fontSize: "inherit" }}
              className="wrap-anywhere"
            >
              {valueLabel(name, value)}
            </UnstyledButton>
          );
        },
      }),
    );
    const drill: Column<SpendRow> = {
      id: "events",
      header: "Events",
      align: "end",
      cell: (row) =>
        row.other || !groupBy.every((name) => canFilter(name, String(row[name] ?? ""))) ? null : (
          <TextLink
            href={eventsHref({
              filters: { ...filter.filters, ...Object.fromEntries(groupBy.map((name) => [name, [String(row[name] ?? "")]])) },
            })}
          >
            List<VisuallyHidden> events of {groupLabel(row, groupBy)}</VisuallyHidden>
          </TextLink>
        ),
    };
    return [...values, ...(data ? measureColumns(data.total) : []), drill];
  }, [groupBy, filter, eventsHref, data]);

  const facts = data ? coverageFacts(data) : undefined;
  const rows = useMemo(() => data?.rows.filter((row) => !row.other) ?? [], [data]);
  return (
    <Panel
      title={`Totals by ${groupBy.map((name) => dimensionLabel(name).toLowerCase()).join(", ")}`}
      description={data ? <span role="status">{plural(rows.length, "group")}</span> : null}
      actions={<DownloadButton href={spendCsvUrl(question)} format="CSV" />}
    >
      {groups.error && !data ? (
        <ApiProblem title="The groups cannot be read" error={groups.error} onRetry={() => groups.refetch()} />
      ) : !data || !facts ? (
        <Skeleton height={320} />
      ) : rows.length === 0 ? (
        <NothingHere title="Nothing matches">Take a filter off, or choose other days.</NothingHere>
      ) : (
        <>
          <SortableTable
            caption="Totals by group"
            columns={columns}
            rows={rows}
            lastRow={data.rows.find((row) => row.other) ?? null}
            rowKey={(row) => groupBy.map((name) => String(row[name])).join("\u0000")}
            sort={sort}
            onSort={state.setSort}
            hasTotals
            maxHeight={640}
          />
          <Group mt="md" display="block">
            <Coverage
              facts={facts}
              unpricedLink={
                <TextLink href="/prices?view=unpriced" underline>
                  See the models
                </TextLink>
              }
            />
          </Group>
        </>
      )}
    </Panel>
  );
}
