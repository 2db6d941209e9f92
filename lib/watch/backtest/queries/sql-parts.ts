import type { SubjectKind } from "@/lib/anomalies/service";
import { KINDS, nameReadFor, namesCountedAs } from "@/lib/directory/names/service";
import type { RuleScope, ScopeDimension } from "../../rules/service";
import { partsOf } from "../../subject";

const COLUMNS: Readonly<Record<ScopeDimension, string>> = {
  tenant: "tenant",
  feature: "feature",
  environment: "environment",
  provider: "provider",
  model: "model",
  key: "key",
  user: "user_id",
};

/** The columns that name subjects of these kinds, under the names of their dimensions; what names none in full is left out. */
export function subjectColumns(kinds: readonly SubjectKind[], of: string): { columns: string; names: string; named: string } {
  const parts = [...new Set(kinds.flatMap(partsOf))];
  const always = parts.filter((part) => kinds.every((kind) => partsOf(kind).includes(part)));
  return {
    columns: parts.map((part) => `${of}.${COLUMNS[part]} AS "${part}", `).join(""),
    names: parts.map((part) => `"${part}"`).join(", "),
    named: always.map((part) => ` AND coalesce(${of}.${COLUMNS[part]}, '') <> ''`).join(""),
  };
}

const like = (pattern: string) => pattern.replace(/[\\%_]/g, "\\$&").replace(/\*+/g, "%");

/** A rule's scope as a condition; every name is a pattern of LIKE among `values`, which it adds to. */
export function scopeCondition(scope: RuleScope, of: string, values: unknown[]): string {
  return (Object.entries(scope) as [ScopeDimension, readonly string[]][])
    .map(([dimension, names]) => {
      const column = `${of}.${COLUMNS[dimension]}`;
      const anyCase = dimension === "model";
      const kind = KINDS.find((each) => each === dimension);
      // As usage is read: a name stands for all that is counted under it.
      const counted = kind ? names.flatMap((name) => namesCountedAs(kind, nameReadFor(kind, name))) : names;
      values.push(counted.map((name) => like(anyCase ? name.toLowerCase() : name)));
      return ` AND ${anyCase ? `lower(${column})` : column} LIKE ANY($${values.length}::text[])`;
    })
    .join("");
}
