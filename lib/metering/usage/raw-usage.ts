import { isJsonObject, type JsonObject, pointerToken } from "../json-object";

/** Words such as a tier, a modality or a size; anything else in a usage object is not usage. */
const WORD = /^[\w.:/+-]{0,64}$/;
const NAME = /^[\w.:/$-]{1,64}$/;
const TEXT_NAME =
  /^(?:prompts?|completions?|inputs?|outputs?|contents?|texts?|messages?|quer(?:y|ies)|responses?|answers?|arguments|instructions)$/i;
const MAX_DEPTH = 8;
/** Of its JSON text, in characters. */
export const MAX_RAW_USAGE = 16_384;

function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === "string") return WORD.test(value);
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return false;
  if (Array.isArray(value)) return value.every((item) => isPlain(item, depth - 1));
  const object = value as Record<string, unknown>;
  for (const name in object) {
    const member = object[name];
    if (!NAME.test(name) || (typeof member === "string" && TEXT_NAME.test(name)) || !isPlain(member, depth - 1)) return false;
  }
  return true;
}

function prune(value: unknown, pointer: string, depth: number, dropped: string[]): unknown {
  if (Array.isArray(value)) {
    return value
      .filter((item, index) => keeps(item, `${pointer}/${index}`, depth, dropped))
      .map((item, index) => prune(item, `${pointer}/${index}`, depth - 1, dropped));
  }
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([name, member]) => {
    if (!NAME.test(name)) {
      dropped.push(`${pointer}/?`);
      return false;
    }
    if (typeof member === "string" && TEXT_NAME.test(name)) {
      dropped.push(`${pointer}/${pointerToken(name)}`);
      return false;
    }
    return keeps(member, `${pointer}/${pointerToken(name)}`, depth, dropped);
  });
  return Object.fromEntries(
    kept.map(([name, member]) => [name, prune(member, `${pointer}/${pointerToken(name)}`, depth - 1, dropped)]),
  );
}

function keeps(value: unknown, pointer: string, depth: number, dropped: string[]): boolean {
  const keep = typeof value === "string" ? WORD.test(value) : typeof value !== "object" || value === null || depth > 0;
  if (!keep) dropped.push(pointer);
  return keep;
}

/**
 * The usage object as it is kept with the event: as sent, but without texts, which are no usage and could be
 * a prompt, and without anything but top-level values when it is larger than 16 KiB.
 */
export function keepRawUsage(usage: JsonObject, mayBeLarge: boolean, dropped: string[]): JsonObject {
  let kept = isPlain(usage, MAX_DEPTH) ? usage : (prune(usage, "/usage", MAX_DEPTH, dropped) as JsonObject);
  if (mayBeLarge && JSON.stringify(kept).length > MAX_RAW_USAGE) {
    dropped.push("/usage");
    kept = Object.fromEntries(
      Object.entries(kept)
        .filter(([, value]) => typeof value !== "object")
        .slice(0, 64),
    );
  }
  return kept;
}
