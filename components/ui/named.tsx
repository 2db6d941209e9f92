import { ownName, valueLabel } from "@/components/filters/dimensions";

interface NamedProps {
  dimension: string;
  value: string;
}

/** A value as people call it; its own name is the title where it is called otherwise. */
export function Named({ dimension, value }: NamedProps) {
  const title = ownName(dimension, value);
  return title === undefined ? valueLabel(dimension, value) : <span title={title}>{valueLabel(dimension, value)}</span>;
}
