import { Box, Table, VisuallyHidden } from "@mantine/core";
import type { Stack } from "./stack";

interface StackTableProps {
  stack: Stack;
  caption: string;
  format: (amount: string) => string;
  periodLabel: (startMs: number) => string;
  showTotals: boolean;
}

/** The numbers of a chart, newest period first. */
export function StackTable({ stack, caption, format, periodLabel, showTotals }: StackTableProps) {
  return (
    <Box style={{ overflow: "auto", maxHeight: 420 }} tabIndex={0} role="region" aria-label={`${caption}, table`}>
      <Table stickyHeader striped highlightOnHover className="tabular framed" fz="sm">
        <VisuallyHidden component="caption">{caption}</VisuallyHidden>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Period</Table.Th>
            {showTotals ? (
              <Table.Th scope="col" ta="end">
                Total
              </Table.Th>
            ) : null}
            {stack.series.map(({ key, label }) => (
              <Table.Th key={key} scope="col" ta="end">
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[...stack.points].reverse().map((point) => (
            <Table.Tr key={point.startMs}>
              <Table.Th scope="row" fw={400} style={{ whiteSpace: "nowrap" }}>
                {periodLabel(point.startMs)}
                {point.partial ? " (so far)" : ""}
              </Table.Th>
              {showTotals ? (
                <Table.Td ta="end" fw={600}>
                  {format(point.total)}
                </Table.Td>
              ) : null}
              {stack.series.map(({ key }) => (
                <Table.Td key={key} ta="end">
                  {point.amounts[key] === undefined ? "–" : format(point.amounts[key])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
        {showTotals ? (
          <Table.Tfoot>
            <Table.Tr>
              <Table.Th scope="row">Total</Table.Th>
              <Table.Td ta="end" fw={600}>
                {format(stack.total)}
              </Table.Td>
              {stack.series.map(({ key, total }) => (
                <Table.Td key={key} ta="end" fw={600}>
                  {format(total)}
                </Table.Td>
              ))}
            </Table.Tr>
          </Table.Tfoot>
        ) : null}
      </Table>
    </Box>
  );
}
