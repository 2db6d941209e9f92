import { KINDS, type Kind, nameReadFor } from "@/lib/directory/names/service";
import { type Named, type RuleScope, SCOPE_DIMENSIONS, type ScopeDimension } from "./stored-rule";

/** Whether every dimension that a rule is narrowed to is named, and by a name that is meant. */
export type Covers = (named: Named) => boolean;

const EVERYTHING: Covers = () => true;

/** The case of letters does not matter for models, as providers take both; names of our own are taken as they are. */
function nameTest(patterns: readonly string[], dimension: ScopeDimension): (name: string) => boolean {
  const exact = new Set<string>();
  const open: RegExp[] = [];
  const anyCase = dimension === "model";
  // Names that were merged in the directory are one; whoever asks names things as they are read.
  const kind = KINDS.find((each) => each === dimension) as Kind | undefined;
  for (const pattern of kind ? patterns.map((each) => nameReadFor(kind, each)) : patterns) {
    const text = anyCase ? pattern.toLowerCase() : pattern;
    if (!text.includes("*")) exact.add(text);
    else open.push(new RegExp(`^${text.split(/\*+/).map(escaped).join("[^]*?")}$`));
  }
  return (name) => {
    const text = anyCase ? name.toLowerCase() : name;
    return exact.has(text) || open.some((pattern) => pattern.test(text));
  };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/**
 * The test of a rule's scope. What counts calls (shares, amounts, bursts, latencies, facts) asks it of each call or row; what compares a
 * subject with its own past asks it of the subject, which must name every dimension that the rule is narrowed to.
 */
export function coversOf(scope: RuleScope): Covers {
  const tests = SCOPE_DIMENSIONS.flatMap((dimension) => {
    const names = scope[dimension];
    return names === undefined ? [] : [{ dimension, fits: nameTest(names, dimension) }];
  });
  if (tests.length === 0) return EVERYTHING;
  return (named) =>
    tests.every(({ dimension, fits }) => {
      const name = named[dimension];
      return name !== undefined && name !== null && fits(name);
    });
}

const known = new WeakMap<RuleScope, Covers>();

/** The same for a rule, made once: rules are judged for every event. */
export function coversRule({ scope }: { scope: RuleScope }): Covers {
  let covers = known.get(scope);
  if (!covers) {
    covers = coversOf(scope);
    known.set(scope, covers);
  }
  return covers;
}
