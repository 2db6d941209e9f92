"use client";

import { Box, Table, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import {
  type ColumnDef,
  createSortedRowModel,
  metaHelper,
  type RowData,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { type ReactNode, useMemo } from "react";

type SortValue = string | number | bigint | null;

export interface Column<Row> {
  id: string;
  header: string;
  /** Numbers and money stand at the end. */
  align?: "start" | "end";
  /** What the column sorts by; without it the column does not sort. */
  sortBy?: (row: Row) => SortValue;
  cell: (row: Row) => ReactNode;
  /** In the totals row. */
  total?: ReactNode;
  nowrap?: boolean;
}

export interface Sort {
  column: string;
  descending: boolean;
}

interface DataTableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  sort?: Sort | null;
  onSort?: (sort: Sort) => void;
  /** Stands after all rows whatever the order: the rest that the limit cut off. */
  lastRow?: Row | null;
  hasTotals?: boolean;
  maxHeight?: number;
}

interface Meta {
  align: "start" | "end";
}

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  columnMeta: metaHelper<Meta>(),
});

function compare(left: SortValue, right: SortValue): number {
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  return left < right ? -1 : 1;
}

function columnDefs<Row extends RowData>(columns: readonly Column<Row>[]): ColumnDef<typeof features, Row>[] {
  return columns.map((column) => ({
    id: column.id,
    header: column.header,
    accessorFn: (row: Row) => column.sortBy?.(row) ?? null,
    enableSorting: column.sortBy !== undefined,
    sortDescFirst: column.align === "end",
    sortFn: (a, b, id) => compare(a.getValue<SortValue>(id), b.getValue<SortValue>(id)),
    meta: { align: column.align ?? "start" },
  }));
}

function SortMark({ direction }: { direction: false | "asc" | "desc" }) {
  const Icon = direction === "asc" ? IconArrowUp : direction === "desc" ? IconArrowDown : IconArrowsSort;
  return <Icon size={14} aria-hidden style={{ opacity: direction ? 1 : 0.45, flex: "none" }} />;
}

/** A table of few hundred rows: sortable by keyboard, numbers aligned, totals below. */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, sort = null, onSort, lastRow, hasTotals = false, maxHeight } = props;
  const defs = useMemo(() => columnDefs(columns), [columns]);
  const sorting: SortingState = useMemo(() => (sort ? [{ id: sort.column, desc: sort.descending }] : []), [sort]);
  const table = useTable({
    features,
    columns: defs,
    data: rows as Row[],
    getRowId: (row: Row) => rowKey(row),
    state: { sorting },
    enableSortingRemoval: false,
    onSortingChange: (updater) => {
      const [first] = typeof updater === "function" ? updater(sorting) : updater;
      if (first) onSort?.({ column: first.id, descending: first.desc });
    },
  });
  const shown = table.getRowModel().rows.map((row) => ({ key: row.id, row: row.original }));
  if (lastRow) shown.push({ key: "__last", row: lastRow });
  return (
    <Box style={{ overflow: "auto", ...(maxHeight ? { maxHeight } : {}) }} tabIndex={0} role="region" aria-label={caption}>
      <Table stickyHeader highlightOnHover className="tabular framed" fz="sm" verticalSpacing={7}>
        <VisuallyHidden component="caption">{caption}</VisuallyHidden>
        <Table.Thead>
          {table.getHeaderGroups().map((group) => (
            <Table.Tr key={group.id}>
              {group.headers.map((header) => {
                const align = header.column.columnDef.meta?.align ?? "start";
                const direction = header.column.getIsSorted();
                const name = String(header.column.columnDef.header);
                return (
                  <Table.Th
                    key={header.id}
                    scope="col"
                    ta={align}
                    aria-sort={direction === "asc" ? "ascending" : direction === "desc" ? "descending" : undefined}
                    style={{ whiteSpace: "nowrap" }}
                  >
                    {onSort && header.column.getCanSort() ? (
                      <UnstyledButton
                        onClick={() => header.column.toggleSorting()}
                        style={{
                          display: "inline-flex",
                          alignItems: "center",
                          gap: 4,
                          fontWeight: "inherit",
                          fontSize: "inherit",
                        }}
                      >
                        {name}
                        <SortMark direction={direction} />
                      </UnstyledButton>
                    ) : (
                      name
                    )}
                  </Table.Th>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Thead>
        <Table.Tbody>
          {shown.map(({ key, row }) => (
            <Table.Tr key={key}>
              {columns.map((column) => (
                <Table.Td
                  key={column.id}
                  ta={column.align ?? "start"}
                  style={column.nowrap ? { whiteSpace: "nowrap" } : undefined}
                >
                  {column.cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
        {hasTotals ? (
          <Table.Tfoot>
            <Table.Tr>
              {columns.map((column, index) => (
                <Table.Td
                  key={column.id}
                  ta={column.align ?? "start"}
                  fw={650}
                  style={{ borderTop: "2px solid var(--cw-line)", whiteSpace: "nowrap" }}
                >
                  {index === 0 ? <Text inherit>{column.total ?? "Total"}</Text> : column.total}
                </Table.Td>
              ))}
            </Table.Tr>
          </Table.Tfoot>
        ) : null}
      </Table>
    </Box>
  );
}
