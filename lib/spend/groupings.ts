import { DIMENSIONS, type Dimension, USER_LABEL } from "@/lib/metering/service";

/** What spend can be grouped and filtered by: a base dimension, or a label (the user, a tag). */
export type Grouping = { kind: "dimension"; name: Dimension } | { kind: "label"; name: string };

export interface Filter {
  by: Grouping;
  /** Any of these. */
  values: string[];
  /** It was not asked for: it keeps the answer within the asker's reach. */
  implied?: true;
}

const TAG = /^tag:.{1,256}$/s;

export function isDimension(name: string): name is Dimension {
  return DIMENSIONS.some((dimension) => dimension === name);
}

/** The grouping of that name, or null: names are `tenant` ... `key`, `user` and `tag:NAME`. */
export function groupingOf(name: string): Grouping | null {
  if (isDimension(name)) return { kind: "dimension", name };
  return name === USER_LABEL || TAG.test(name) ? { kind: "label", name } : null;
}

export const HELD_GROUPINGS = `${DIMENSIONS.join(", ")}, user, tag:NAME`;
