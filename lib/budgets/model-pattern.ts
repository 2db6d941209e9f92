/** Whether a model's name is meant: the case of letters does not matter, as providers take both. */
export type ModelPattern = (model: string) => boolean;

/** A pattern in which * stands for any characters, also none; without one, the whole name is meant. */
export function modelPattern(pattern: string): ModelPattern {
  const [first = "", ...rest] = pattern.toLowerCase().split("*");
  const last = rest.pop();
  if (last === undefined) return (model) => model.toLowerCase() === first;
  const between = rest.filter((part) => part !== "");
  return (model) => fits(model.toLowerCase(), first, between, last);
}

/** Each part is taken where it comes first: one pass, however many stars there are. */
function fits(name: string, first: string, between: readonly string[], last: string): boolean {
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  const end = name.length - last.length;
  let at = first.length;
  for (const part of between) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return at <= end;
}

/** The same for SQL's LIKE, against a lower-case name. */
export function likePattern(pattern: string): string {
  return pattern
    .toLowerCase()
    .replace(/[\\%_]/g, "\\$&")
    .replace(/\*+/g, "%");
}
