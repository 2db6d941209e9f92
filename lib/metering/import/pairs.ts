import { ImportError } from "./import-error";

/**
 * Reads `field=value,field=value` as given to --map and --set. A comma inside double quotes belongs to the
 * value: both feature="a,b" and "feature=a,b" are one pair; a doubled quote inside quotes is a quote.
 */
export function parsePairs(option: string, texts: readonly string[]): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (const text of texts) {
    for (const part of splitOutsideQuotes(option, text)) {
      if (part.trim() === "") continue;
      const at = part.indexOf("=");
      if (at < 1) throw new ImportError(`${option}: "${part.trim()}" is not of the form field=value.`);
      const name = part.slice(0, at).trim();
      const value = part.slice(at + 1).trim();
      if (value === "") throw new ImportError(`${option}: ${name} has no value after "=".`);
      pairs.push([name, value]);
    }
  }
  return pairs;
}

function splitOutsideQuotes(option: string, text: string): string[] {
  const parts: string[] = [];
  let part = "";
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '"') {
      if (quoted && text[index + 1] === '"') {
        part += '"';
        index++;
      } else quoted = !quoted;
    } else if (character === "," && !quoted) {
      parts.push(part);
      part = "";
    } else part += character;
  }
  if (quoted) throw new ImportError(`${option}: a quote is opened and not closed in ${text}`);
  parts.push(part);
  return parts;
}
