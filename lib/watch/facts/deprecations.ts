import { onVersionChange } from "@/lib/platform/change-versions";
import { pool } from "@/lib/platform/database";
import { singleton } from "@/lib/platform/singleton";
import { readDeprecatedModels } from "@/lib/pricing/service";
import { type Deprecation, deprecationOf } from "./deprecated-models";

const state = singleton("deprecatedModels", () => ({ marked: new Set<string>() as ReadonlySet<string>, watching: false }));

/** Reads what the price book marks as deprecated, and from the first call on follows its changes. */
export async function loadDeprecations(): Promise<void> {
  if (!state.watching) {
    state.watching = true;
    onVersionChange("prices", loadDeprecations);
  }
  state.marked = await readDeprecatedModels(pool());
}

/** What is known of a model's end: its maker's dates, else the catalogue's mark; null for one that goes on. */
export function deprecation(provider: string, model: string): Deprecation | null {
  return deprecationOf(provider, model, state.marked);
}
