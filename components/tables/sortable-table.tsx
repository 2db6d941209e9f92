"use client";

import {
  type ColumnDef,
  createSortedRowModel,
  type RowData,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useMemo } from "react";
import type { Column, Sort, SortValue } from "./column";
import { DataTable, type DataTableProps } from "./data-table";

interface SortableTableProps<Row> extends Omit<DataTableProps<Row>, "onSort" | "sort"> {
  sort: Sort;
  onSort: (sort: Sort) => void;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });

/** What is not known comes first, as the least. */
function compare(left: SortValue, right: SortValue): number {
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  return left < right ? -1 : 1;
}

function columnDefs<Row extends RowData>(columns: readonly Column<Row>[]): ColumnDef<typeof features, Row>[] {
  return columns.map((column) => ({
    id: column.id,
    accessorFn: (row: Row) => column.sortBy?.(row) ?? null,
    enableSorting: column.sortBy !== undefined,
    sortDescFirst: column.align === "end",
    sortFn: (a, b, id) => compare(a.getValue<SortValue>(id), b.getValue<SortValue>(id)),
  }));
}

/** A table whose columns sort it. The order is the page's to keep. */
export function SortableTable<Row extends RowData>({ sort, onSort, ...rest }: SortableTableProps<Row>) {
  const { columns, rows, rowKey } = rest;
  const defs = useMemo(() => columnDefs(columns), [columns]);
  const sorting: SortingState = useMemo(() => [{ id: sort.column, desc: sort.descending }], [sort.column, sort.descending]);
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    columns: defs,
    data,
    getRowId: (row: Row) => rowKey(row),
    state: { sorting },
    enableSortingRemoval: false,
    onSortingChange: (updater) => {
      const [first] = typeof updater === "function" ? updater(sorting) : updater;
      if (first) onSort({ column: first.id, descending: first.desc });
    },
  });
  return (
    <DataTable
      {...rest}
      rows={table.getRowModel().rows.map((row) => row.original)}
      sort={sort}
      onSort={(column) => table.getColumn(column)?.toggleSorting()}
    />
  );
}
