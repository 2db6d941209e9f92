import type { FlatState } from "./state";

const LEAST_LENGTH = 12;
const IMPROBABLE = 1e-9;

/** A sensor that is stuck: one value, longer than chance and the series' own past explain. True at the point where it is certain. */
export function stuck(flat: FlatState, value: number): boolean {
  const equal = flat.value === value;
  const certain = (length: number) =>
    length >= LEAST_LENGTH && length > 2 * flat.longest && flat.equalShare ** length < IMPROBABLE;
  const before = certain(flat.length);
  if (!equal) flat.longest = Math.max(flat.longest, flat.length);
  flat.length = equal ? flat.length + 1 : 1;
  const now = certain(flat.length);
  // What is stuck teaches nothing about what is usual.
  if (!now) flat.equalShare += ((equal ? 1 : 0) - flat.equalShare) / 60;
  flat.value = value;
  return now && !before;
}
