import type { SubjectKind } from "@/lib/anomalies/service";
import { nameInWords } from "@/lib/directory/names/service";
import type { Named, ScopeDimension } from "./rules/service";

/** The dimensions that name a subject of each kind, in the order of its canonical key. */
const PARTS: Readonly<Record<SubjectKind, readonly ScopeDimension[]>> = {
  installation: [],
  provider: ["provider"],
  tenant: ["tenant"],
  feature: ["feature"],
  key: ["key"],
  user: ["user"],
  model: ["model"],
  tenant_feature: ["tenant", "feature"],
  tenant_key: ["tenant", "key"],
  tenant_user: ["tenant", "user"],
  tenant_model: ["tenant", "model"],
  correlation: ["tenant"],
  request: ["tenant"],
};

export function partsOf(kind: SubjectKind): readonly ScopeDimension[] {
  return PARTS[kind];
}

export interface Subject {
  kind: SubjectKind;
  /** "tenant=acme|feature=chat": canonical, the same from everybody who looks. */
  key: string;
  label: string;
  scope: Partial<Record<ScopeDimension, string>>;
}

/** The subject of a kind that something named so belongs to; null where it names not all of it. */
export function subjectOf(kind: SubjectKind, named: Named): Subject | null {
  const scope: Subject["scope"] = {};
  for (const dimension of PARTS[kind]) {
    const name = named[dimension];
    if (name === undefined || name === null || name === "") return null;
    scope[dimension] = name;
  }
  const pairs = Object.entries(scope);
  return {
    kind,
    key: kind === "installation" ? "installation" : pairs.map(([dimension, name]) => `${dimension}=${name}`).join("|"),
    label: labelOf({ kind, scope }),
    scope,
  };
}

/** A subject in words, by what its names are called now. */
export function labelOf({ kind, scope }: Pick<Subject, "kind" | "scope">): string {
  if (kind === "installation") return "everything";
  return Object.entries(scope)
    .map(([dimension, name]) => shown(dimension, name))
    .join(" · ");
}

const DIGEST_SHOWN = 8;

/** Keys are named by the beginning of their digest, everything else by its name. */
const shown = (dimension: string, name: string): string =>
  dimension === "key" && /^[0-9a-f]{64}$/.test(name) ? `key ${name.slice(0, DIGEST_SHOWN)}…` : nameInWords(dimension, name);
