import { Box, Table, VisuallyHidden } from "@mantine/core";
import type { Column, Sort } from "./column";
import { SortButton } from "./sort-button";

export interface DataTableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Stands after all rows whatever the order: the rest that the limit cut off. */
  lastRow?: Row | null;
  hasTotals?: boolean;
  maxHeight?: number;
  /** The order the rows are in; asking for another one is possible where `onSort` is given. */
  sort?: Sort | null;
  onSort?: (column: string) => void;
}

/** The width from which a column stands in the table. */
const fromOf = (wide: boolean | undefined) => (wide ? "sm" : undefined);

const DIRECTION = { true: "descending", false: "ascending" } as const;

/** A table of few hundred rows: numbers aligned, totals below, scrolling in itself. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, lastRow, hasTotals = false, maxHeight, sort = null, onSort } = props;
  const keyed = rows.map((row) => ({ key: rowKey(row), row }));
  if (lastRow) keyed.push({ key: "\u0000last", row: lastRow });
  return (
    <Box style={{ overflow: "auto", ...(maxHeight ? { maxHeight } : {}) }} tabIndex={0} role="region" aria-label={caption}>
      <Table stickyHeader highlightOnHover className="tabular framed" fz="sm" verticalSpacing={7}>
        <VisuallyHidden component="caption">{caption}</VisuallyHidden>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ id, header, align = "start", sortBy, wide, quietHeader }) => {
              const direction = sort?.column === id ? DIRECTION[`${sort.descending}`] : null;
              return (
                <Table.Th
                  key={id}
                  scope="col"
                  ta={align}
                  aria-sort={direction ?? undefined}
                  style={{ whiteSpace: "nowrap" }}
                  visibleFrom={fromOf(wide)}
                >
                  {onSort && sortBy ? (
                    <SortButton label={header} direction={direction} onClick={() => onSort(id)} />
                  ) : quietHeader ? (
                    <VisuallyHidden>{header}</VisuallyHidden>
                  ) : (
                    header
                  )}
                </Table.Th>
              );
            })}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keyed.map(({ key, row }) => (
            <Table.Tr key={key}>
              {columns.map(({ id, align = "start", nowrap, wide, cell }) => (
                <Table.Td key={id} ta={align} style={nowrap ? { whiteSpace: "nowrap" } : undefined} visibleFrom={fromOf(wide)}>
                  {cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
        {hasTotals ? (
          <Table.Tfoot>
            <Table.Tr>
              {columns.map(({ id, align = "start", total, wide }, index) => (
                <Table.Td
                  key={id}
                  ta={align}
                  fw={650}
                  style={{ borderTop: "2px solid var(--cw-line)", whiteSpace: "nowrap" }}
                  visibleFrom={fromOf(wide)}
                >
                  {total ?? (index === 0 ? "Total" : null)}
                </Table.Td>
              ))}
            </Table.Tr>
          </Table.Tfoot>
        ) : null}
      </Table>
    </Box>
  );
}
