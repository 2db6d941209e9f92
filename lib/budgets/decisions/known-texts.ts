/** Names come from outside. */
const MOST = 50_000;

const texts = new Map<string, string>();

/**
 * The one copy of a text that is kept. The same names come in question after question; a copy that was made for one is hashed anew at
 * each look-up, and was seen to outlive the question: a megabyte a second of garbage for the collector's slow half.
 */
export function knownText(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size >= MOST) texts.clear();
  texts.set(text, text);
  return text;
}
