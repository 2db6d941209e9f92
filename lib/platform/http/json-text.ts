import { DomainError } from "../errors";

/** The name that objects have for their prototype: a schema that skips it would take a scope for none. */
const RESERVED = "__proto__";

function holdsReserved(value: unknown): boolean {
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null) continue;
    if (Object.hasOwn(next, RESERVED)) return true;
    for (const each of Object.values(next)) if (typeof each === "object") waiting.push(each);
  }
  return false;
}

/** The JSON of a body. @throws bad_request for what is none, and for members named as no field can be */
export function parseJsonText(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new DomainError("bad_request", text === "" ? "The body is empty; send JSON." : "The body is not valid JSON.");
  }
  if (holdsReserved(value)) throw new DomainError("bad_request", `The body has a member named ${RESERVED}; leave it out.`);
  return value;
}
