import { nameReadFor } from "@/lib/directory/names/service";
import { lineageOf } from "@/lib/keys/service";
import { canonicalProvider } from "@/lib/pricing/service";

/**
 * What a dimension's value counts as, where events and budgets may name a thing differently: the values of a
 * key, names that were merged. By what was last read of both; whoever needs it fresh waits for them first.
 */
export const countedAs: Readonly<Record<string, (value: string) => string>> = {
  provider: canonicalProvider,
  key: lineageOf,
  tenant: (name) => nameReadFor("tenant", name),
  feature: (name) => nameReadFor("feature", name),
  environment: (name) => nameReadFor("environment", name),
};
