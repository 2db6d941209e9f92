import { hash } from "node:crypto";
import { mayHoldKey } from "./redaction";

/** Names of one object's members, with what is worked out once for all objects that have the same in the same order. */
interface Shape {
  names: readonly string[];
  sorted: readonly string[];
  text: string;
  mayHoldKey: boolean;
}

/** Senders repeat themselves: shapes met before, by their first name. */
const shapes = new Map<string, Shape[]>();
const MAX_FIRST_NAMES = 500;
const MAX_ALIKE = 8;
const MAX_NAMES = 100;

function shapeOf(names: readonly string[]): Shape {
  const first = names[0] ?? "";
  const alike = shapes.get(first);
  if (alike !== undefined) for (const shape of alike) if (haveSame(shape.names, names)) return shape;
  const sorted = [...names].sort();
  const shape = { names, sorted, text: `{${JSON.stringify(sorted)}`, mayHoldKey: sorted.some(mayHoldKey) };
  if (names.length <= MAX_NAMES && shape.text.length <= 20 * MAX_NAMES) remember(first, alike, shape);
  return shape;
}

function haveSame(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false;
  return true;
}

function remember(first: string, alike: Shape[] | undefined, shape: Shape): void {
  if (alike === undefined) {
    if (shapes.size >= MAX_FIRST_NAMES) shapes.clear();
    shapes.set(first, [shape]);
  } else {
    if (alike.length >= MAX_ALIKE) alike.shift();
    alike.push(shape);
  }
}

export const MAX_DEPTH = 32;

/**
 * A JSON value as a text that is the same for the same value whatever the order of its
 * members, and another for any other value: names sorted, strings led by their length, numbers as
 * JavaScript prints them. On the way it notes whether some string may hold a key.
 */
export class CanonicalJson {
  text = "";
  mayHoldKey = false;
  tooDeep = false;

  constructor(value: unknown) {
    this.add(value, 0);
  }

  private add(value: unknown, depth: number): void {
    switch (typeof value) {
      case "string":
        this.text += `"${value.length}:${value}`;
        if (!this.mayHoldKey && mayHoldKey(value)) this.mayHoldKey = true;
        return;
      case "number":
        this.text += `,${value}`;
        return;
      case "boolean":
        this.text += value ? "t" : "f";
        return;
    }
    if (typeof value !== "object" || value === null) this.text += "n";
    else if (depth >= MAX_DEPTH) this.tooDeep = true;
    else if (Array.isArray(value)) this.addArray(value, depth + 1);
    else this.addObject(value as Record<string, unknown>, depth + 1);
  }

  private addArray(items: unknown[], depth: number): void {
    this.text += `[${items.length}`;
    for (const item of items) this.add(item, depth);
  }

  private addObject(object: Record<string, unknown>, depth: number): void {
    const shape = shapeOf(Object.keys(object));
    this.text += shape.text;
    if (shape.mayHoldKey) this.mayHoldKey = true;
    for (const name of shape.sorted) this.add(object[name], depth);
  }

  /** The first 16 bytes of the text's SHA-256, in hex. */
  digest(): string {
    return hash("sha256", this.text, "hex").slice(0, 32);
  }
}
