import type { ReactNode } from "react";

export type SortValue = string | number | bigint | null;

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
  /** Left out on a phone: there another column's cell says it too, or it can be done without. */
  wide?: boolean;
  /** The header is heard, not seen: the column explains itself. */
  quietHeader?: boolean;
}

export interface Sort {
  column: string;
  descending: boolean;
}
