const SAME = (text: string) => text;

/**
 * The text, escaped, in at most `most` UTF-16 units; what is cut ends in "…". Never half of a character, never half of an
 * escape.
 */
export function shorten(text: string, most: number, escaped: (text: string) => string = SAME): string {
  const whole = escaped(text);
  if (whole.length <= most) return whole;
  let kept = "";
  for (const character of text) {
    const next = escaped(character);
    if (kept.length + next.length > most - 1) break;
    kept += next;
  }
  return `${kept}…`;
}

/** One line: breaks and other control characters become spaces. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
