import { EVENT_FIELDS } from "./contract";
import { isJsonObject, type JsonObject, storableText } from "./json-object";

const KNOWN = new Set(Object.keys(EVENT_FIELDS));
const MAX_TEXT = 1_024;
const MAX_DEPTH = 8;
/** Of the whole payload, in characters of its JSON text. */
const MAX_PAYLOAD = 65_536;
const MAX_MEMBERS = 200;

/**
 * A rejected event as it is kept for inspection: its known fields (an unknown one may be a prompt), every
 * text bounded and fit for the database. `cut` tells whether a known field lost anything by it.
 */
export function keepPayload(event: JsonObject | null): { payload: unknown; cut: boolean } {
  if (event === null) return { payload: null, cut: true };
  const loss = { cut: false };
  const known = Object.entries(event).filter(([name]) => KNOWN.has(name));
  const payload = Object.fromEntries(known.map(([name, value]) => [name, keep(value, MAX_DEPTH, loss)]));
  if (JSON.stringify(payload).length <= MAX_PAYLOAD) return { payload, cut: loss.cut };
  const scalars = Object.entries(payload).filter(([, value]) => typeof value !== "object");
  return { payload: Object.fromEntries(scalars), cut: true };
}

function keep(value: unknown, depth: number, loss: { cut: boolean }): unknown {
  if (typeof value === "string") {
    const kept = storableText(value, MAX_TEXT);
    if (kept !== value) loss.cut = true;
    return kept;
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) {
    loss.cut = true;
    return null;
  }
  if (Array.isArray(value)) {
    if (value.length > MAX_MEMBERS) loss.cut = true;
    return value.slice(0, MAX_MEMBERS).map((item) => keep(item, depth - 1, loss));
  }
  if (!isJsonObject(value)) return null;
  const entries = Object.entries(value);
  if (entries.length > MAX_MEMBERS) loss.cut = true;
  return Object.fromEntries(
    entries.slice(0, MAX_MEMBERS).map(([name, member]) => {
      const kept = storableText(name, 128);
      if (kept !== name) loss.cut = true;
      return [kept, keep(member, depth - 1, loss)];
    }),
  );
}
