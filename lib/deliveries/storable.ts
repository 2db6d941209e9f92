/** NUL and halves of surrogate pairs: PostgreSQL's jsonb takes neither, and a name must not keep an alert from being told. */
const UNSTORABLE = /\0|\p{Cs}/gu;

export function storable(value: unknown): unknown {
  if (typeof value === "string") return value.replace(UNSTORABLE, "\ufffd");
  if (Array.isArray(value)) return value.map(storable);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "bigint") return value.toString();
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name.replace(UNSTORABLE, "\ufffd"), storable(each)]));
}
