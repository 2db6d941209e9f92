/**
 * Arrays of names travel as one text, joined by the unit separator, which no name may contain:
 * several times cheaper than the driver's array literal, which looks at each character.
 */
export const SEPARATOR = "\u001f";

/** SQL of the text[] that parameter `$at` holds joined. (string_to_array alone takes one empty name for none.) */
export function textArray(at: number): string {
  return `(CASE WHEN $${at}::text = '' THEN ARRAY[''] ELSE string_to_array($${at}::text, U&'\\001f') END)`;
}
