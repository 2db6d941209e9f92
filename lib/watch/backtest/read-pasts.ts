import type { SubjectKind } from "@/lib/anomalies/service";
import { asRead, nameReadFor } from "@/lib/directory/names/service";
import { pool } from "@/lib/platform/database";
import { HOUR_MS } from "@/lib/platform/time";
import { coversRule, type StoredRule } from "../rules/service";
import { subjectOf } from "../subject";
import { Past } from "./past";
import { findDearUsers } from "./queries/dear-users";
import { type PartHours, readHours } from "./queries/read-hours";

/** Past this many hours of subjects, the most spending are judged: constant work each, some microseconds. */
const MOST_HOURS = 1_500_000;

/** The hours of every subject of these kinds, from one reading of usage and one of users. */
export async function readPasts(
  kinds: readonly SubjectKind[],
  rule: StoredRule,
  from: Date,
  to: Date,
): Promise<Map<SubjectKind, Past[]>> {
  const countsCalls = rule.condition.kind === "amount";
  const scope = countsCalls ? rule.scope : {};
  const covers = coversRule(rule);
  const found = new Map<SubjectKind, Past[]>();
  const users = kinds.filter((kind) => kind.includes("user"));
  const others = kinds.filter((kind) => !kind.includes("user"));
  for (const together of [users, others]) {
    if (together.length === 0) continue;
    const isLearning = together === users && !countsCalls;
    const byUser = together === users || scope.user !== undefined;
    const parts = isLearning ? await hoursOfUsers(rule, from, to) : await readHours(pool(), { byUser, scope, from, to });
    const several = isLearning && together.includes("tenant_user") ? usersOfSeveral(parts) : null;
    for (const kind of together) {
      const byKey = new Map<string, Past>();
      for (const { named, rows } of parts) {
        // All of one tenant's: told of that tenant's user alone, as the evaluation does.
        if (kind === "user" && several && !several.has(named.user ?? "")) continue;
        const subject = subjectOf(kind, asRead(named));
        if (!subject || (!countsCalls && !covers(subject.scope))) continue;
        let past = byKey.get(subject.key);
        if (!past) {
          past = new Past(subject);
          byKey.set(subject.key, past);
        }
        past.add(rows);
      }
      found.set(
        kind,
        [...byKey.values()].map((past) => past.ready()),
      );
    }
  }
  return found;
}

function usersOfSeveral(parts: readonly PartHours[]): ReadonlySet<string> {
  const tenantOf = new Map<string, string>();
  const several = new Set<string>();
  for (const { named } of parts) {
    const tenant = nameReadFor("tenant", named.tenant ?? "");
    const known = tenantOf.get(named.user ?? "");
    if (known === undefined) tenantOf.set(named.user ?? "", tenant);
    else if (known !== tenant) several.add(named.user ?? "");
  }
  return several;
}

/** The hours of the users of whom such a rule could speak, the dearest. */
async function hoursOfUsers({ condition, scope }: StoredRule, from: Date, to: Date): Promise<PartHours[]> {
  const most = mostSubjects(from.getTime(), to.getTime());
  const leastUsd = "leastUsd" in condition ? condition.leastUsd : 0;
  const users = await findDearUsers(pool(), { scope, from, to, leastUsd, most });
  return users.length === 0 ? [] : readHours(pool(), { byUser: true, users, scope: {}, from, to });
}

export const mostSubjects = (fromMs: number, toMs: number): number =>
  Math.max(1, Math.floor(MOST_HOURS / Math.max(1, (toMs - fromMs) / HOUR_MS)));
