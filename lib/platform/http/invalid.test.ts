import { expect, test } from "vitest";
import { z } from "zod";
import { invalidInput } from "./invalid";
import { parseJsonText } from "./json-text";

const schema = z.strictObject({
  name: z.string(),
  count: z.number().int().min(1).max(9),
  list: z.array(z.string()).min(1),
  inner: z.strictObject({ on: z.boolean() }),
  own: z.number("is no number of ours"),
  way: z.enum(["up", "down"]),
});

function faultsOf(value: unknown): string[][] {
  const parsed = schema.safeParse(value);
  if (parsed.success) return [];
  return invalidInput(parsed.error).errors.map(({ pointer, detail }) => [pointer, detail]);
}

const good = { name: "a", count: 1, list: ["x"], inner: { on: true }, own: 1, way: "up" };

test.each([
  [{ name: undefined }, "/name", "is missing"],
  [{ name: 5 }, "/name", "must be a text"],
  [{ count: "5" }, "/count", "must be a number"],
  [{ count: 0 }, "/count", "must be at least 1"],
  [{ count: 10 }, "/count", "must be at most 9"],
  [{ list: [] }, "/list", "must have at least 1 entries"],
  [{ list: {} }, "/list", "must be a list"],
  [{ inner: { on: "yes" } }, "/inner/on", "must be true or false"],
  [{ inner: { on: true, "a/b": 1 } }, "/inner/a~1b", "is not known here; leave it out"],
  [{ own: "x" }, "/own", "is no number of ours"],
  [{ way: "left" }, "/way", "must be one of up, down"],
])("a fault is told by the field it is in and what that must be: %j", (fields, pointer, detail) => {
  expect(faultsOf({ ...good, ...fields })).toEqual([[pointer, detail]]);
});

test("a body that names the prototype of objects is refused, at any depth and however it is written", () => {
  for (const text of ['{"__proto__":1}', '{"a":[{"\\u005f_proto__":{}}]}'])
    expect(() => parseJsonText(text)).toThrow("__proto__");
  expect(parseJsonText('{"a":"__proto__"}')).toEqual({ a: "__proto__" });
});
