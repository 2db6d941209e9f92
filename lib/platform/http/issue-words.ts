import type { z } from "zod";

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

const DEFAULT = {
  type: /^Invalid input: expected (\w+), received (\w+)$/,
  size: /^Too (?:small|big): expected (\w+) to (?:be|have) ([<>])=?(-?[\d.e+]+)/,
  unknown: /^Unrecognized key/,
  option: /^Invalid option: expected one of (.+)$/,
};

const UNITS: Readonly<Record<string, string>> = { string: " characters", array: " entries" };

/** What a schema has to say of a fault: its own words, where it has some, else what the value must be. */
export function issueWords({ message }: Pick<z.core.$ZodIssue, "message">): string {
  const type = DEFAULT.type.exec(message);
  if (type) return type[2] === "undefined" ? "is missing" : `must be ${KINDS[type[1] ?? ""] ?? type[1]}`;
  const option = DEFAULT.option.exec(message);
  if (option) return `must be one of ${(option[1] ?? "").replaceAll('"', "").replaceAll("|", ", ")}`;
  if (DEFAULT.unknown.test(message)) return "is not known here; leave it out";
  const size = DEFAULT.size.exec(message);
  if (!size) return message;
  const [, kind = "", sign, edge] = size;
  const most = sign === "<" ? "at most" : "at least";
  return kind in UNITS ? `must have ${most} ${edge}${UNITS[kind]}` : `must be ${most} ${edge}`;
}

/** The members that a strict object does not know. */
export function unknownMembers(issue: z.core.$ZodIssue): readonly string[] {
  return issue.code === "unrecognized_keys" ? issue.keys : [];
}
