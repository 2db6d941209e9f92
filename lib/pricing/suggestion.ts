/** Edits (insert, delete, change one character) between two texts, or null when more than `limit`. */
function distance(left: string, right: string, limit: number): number | null {
  if (Math.abs(left.length - right.length) > limit) return null;
  let above = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const line = [row];
    for (let column = 1; column <= right.length; column++) {
      const change = (above[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      line.push(Math.min(change, (above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1));
    }
    if (Math.min(...line) > limit) return null;
    above = line;
  }
  const edits = above[right.length] ?? limit + 1;
  return edits > limit ? null : edits;
}

/** Whatever belongs to the name most like the asked one; null when none is alike (a third may differ). */
export function nearestName<T>(asked: string, candidates: Iterable<readonly [string, T]>): T | null {
  let limit = Math.floor(asked.length / 3);
  let best: T | null = null;
  for (const [name, value] of candidates) {
    const edits = limit < 0 ? null : distance(asked, name, limit);
    if (edits === null) continue;
    best = value;
    limit = edits - 1;
  }
  return best;
}
