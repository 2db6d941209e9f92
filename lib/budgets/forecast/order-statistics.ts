/** The k-th greatest of numbers (1 = the greatest); the least where there are fewer, 0 of none. */
export function kthGreatest(values: ArrayLike<number>, k: number): number {
  const top: number[] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (top.length === k && value <= (top[k - 1] ?? 0)) continue;
    let at = Math.min(top.length, k - 1);
    while (at > 0 && (top[at - 1] ?? 0) < value) {
      top[at] = top[at - 1] ?? 0;
      at--;
    }
    top[at] = value;
  }
  return top.at(-1) ?? 0;
}

/** The value below which a share `part` of sorted numbers lies, interpolated. */
export function quantileOfSorted(sorted: ArrayLike<number>, part: number): number {
  const position = part * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? 0;
  return low + (position - below) * ((sorted[below + 1] ?? low) - low);
}

/** Of at most a few dozen numbers: sorts by insertion, which there beats the built-in sort several times. */
export function median(values: ArrayLike<number>): number {
  const sorted = new Array<number>(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    let at = index;
    while (at > 0 && (sorted[at - 1] ?? 0) > value) {
      sorted[at] = sorted[at - 1] ?? 0;
      at--;
    }
    sorted[at] = value;
  }
  return quantileOfSorted(sorted, 0.5);
}
