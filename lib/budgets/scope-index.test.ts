import fc from "fast-check";
import { expect, test } from "vitest";
import type { CallScope } from "./call-scope";
import { modelPattern } from "./model-pattern";
import { type CallDimensions, ScopeIndex } from "./scope-index";

const value = fc.constantFrom("a", "b", "");
const given = fc.option(fc.constantFrom("a", "b"), { nil: null });
const scope: fc.Arbitrary<CallScope> = fc.record({
  tenant: given,
  feature: given,
  environment: given,
  provider: given,
  model: fc.option(fc.constantFrom("a", "b", "a*", "*"), { nil: null }),
  key: given,
  user: given,
  tags: fc.dictionary(fc.constantFrom("x", "y"), fc.constantFrom("a", "b"), { maxKeys: 2 }),
});
const call: fc.Arbitrary<CallDimensions> = fc.dictionary(
  fc.constantFrom("tenant", "feature", "environment", "provider", "model", "key", "user", "tag:x", "tag:y"),
  value,
);

/** What the index promises, said plainly. */
function binds({ tags, model, ...exact }: CallScope, asked: CallDimensions): boolean {
  const named = Object.entries(exact).every(([name, wanted]) => wanted === null || asked[name] === wanted);
  const tagged = Object.entries(tags).every(([name, wanted]) => asked[`tag:${name}`] === wanted);
  return named && tagged && (model === null || (asked.model !== undefined && modelPattern(model)(asked.model)));
}

test("finds exactly the scopes whose every value the call has", () => {
  fc.assert(
    fc.property(fc.array(scope, { maxLength: 30 }), call, (scopes, asked) => {
      const index = new ScopeIndex(scopes.map((each, at) => [each, at] as const));
      const expected = scopes.flatMap((each, at) => (binds(each, asked) ? [at] : []));
      expect(index.matching(asked).sort((a, b) => a - b)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});
