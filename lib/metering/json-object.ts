/** What JSON calls an object: neither null nor an array. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One reference token of a JSON pointer (RFC 6901). */
export function pointerToken(name: string): string {
  return name.includes("~") || name.includes("/") ? name.replaceAll("~", "~0").replaceAll("/", "~1") : name;
}

const UNSTORABLE = /[\p{Cc}\p{Cs}]/u;
const UNSTORABLE_ALL = /[\p{Cc}\p{Cs}]/gu;

/** Whether the text holds a control character or half of a surrogate pair. */
export function hasUnstorable(text: string): boolean {
  return UNSTORABLE.test(text);
}

/** The text with every control character and lone surrogate replaced by U+FFFD, and cut to a length. */
export function storableText(text: string, maxLength: number): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  return cut.replace(UNSTORABLE_ALL, "\ufffd");
}
