import { READY_MADE_RULES } from "@/lib/anomalies/service";
import { directoryNames, onNamesMerged } from "@/lib/directory/names/service";
import { bumpVersion, onVersionChange } from "@/lib/platform/change-versions";
import { now } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { log } from "@/lib/platform/log";
import { singleton } from "@/lib/platform/singleton";
import { readRules } from "./queries/read-rules";
import { seedRules } from "./queries/seed-rules";
import { ruleOf } from "./rule-row";
import type { StoredRule } from "./stored-rule";

export const RULES_VERSION = "alert-rules";

const state = singleton("alertRules", () => ({
  all: [] as readonly StoredRule[],
  byId: new Map<string, StoredRule>(),
  loading: undefined as Promise<void> | undefined,
  watching: false,
}));

function put(all: readonly StoredRule[]): void {
  state.all = all;
  state.byId = new Map(all.map((rule) => [rule.id, rule]));
}

/** Reads the rules anew, and from the first call on follows the changes of every instance. */
export async function loadRules(): Promise<void> {
  if (!state.watching) {
    state.watching = true;
    onVersionChange(RULES_VERSION, loadRules);
    // The same rules cover other calls: to whoever keeps something by them they are others.
    onNamesMerged(() => put(state.all.map((rule) => ({ ...rule, scope: { ...rule.scope } }))));
  }
  const before = state.loading;
  const mine = (async () => {
    await before?.catch(() => {});
    const rows = await readRules(pool());
    const unreadable = rows.filter((row) => ruleOf(row) === null).map(({ id }) => id);
    if (unreadable.length > 0) log().warn({ rules: unreadable }, "alert rules of a later version are left aside");
    await directoryNames();
    put(rows.map(ruleOf).filter((rule) => rule !== null));
  })();
  state.loading = mine;
  await mine;
}

/** Puts the ready-made rules into the database (what people changed stays) and loads all. At each start. */
export async function startRules(): Promise<void> {
  await inTransaction(async (client) => {
    if ((await seedRules(client, READY_MADE_RULES, now())) > 0) await bumpVersion(client, RULES_VERSION);
  });
  await loadRules();
}

/** Every rule, switched on or not, as this process has it: at most a second behind the database. */
export function rules(): readonly StoredRule[] {
  return state.all;
}

export function ruleById(id: string): StoredRule | undefined {
  return state.byId.get(id);
}
