import { KINDS, namesReadAs } from "@/lib/directory/names/service";
import { fingerprintsOf } from "@/lib/keys/service";
import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { plainDecimal } from "@/lib/platform/decimal";
import { singleton } from "@/lib/platform/singleton";
import { DAY_MS, MINUTE_MS } from "@/lib/platform/time";
import type { CallScope } from "../call-scope";
import type { DecisionCoverage } from "./contract";
import { readCoverage } from "./queries/read-coverage";
import type { CoveredScope } from "./scope-filter";

/** Read again after this long: a list of stops asks for many, a screen asks every few seconds. */
const KEPT_MS = 10_000;
const MOST_KEPT = 2_000;
/** Looks under way at once, so that a long list leaves connections to others. */
const AT_ONCE = 3;

const state = singleton("coverage", () => ({
  kept: new Map<string, { atMs: number; answer: Promise<DecisionCoverage> }>(),
  running: 0,
  waiting: [] as (() => void)[],
}));

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (state.running >= AT_ONCE) await new Promise<void>((resolve) => state.waiting.push(resolve));
  state.running++;
  try {
    return await work();
  } finally {
    state.running--;
    state.waiting.shift()?.();
  }
}

/** Questions and rollups know the values of keys and names as they were sent; a scope may name what had several. */
async function withValues(scope: CoveredScope): Promise<CoveredScope> {
  const covered: Record<string, readonly string[]> = { ...scope };
  for (const kind of KINDS) {
    const values = scope[kind];
    if (values) covered[kind] = (await Promise.all(values.map((name) => namesReadAs(kind, name)))).flat();
  }
  if (scope.key) covered.key = (await Promise.all(scope.key.map(fingerprintsOf))).flat();
  return covered;
}

async function window(scope: CoveredScope, fromMs: number): Promise<DecisionCoverage["last_day"]> {
  const { spend, asked } = await readCoverage(pool(), scope, new Date(fromMs));
  // A share is shown, never added up: a binary fraction will do.
  const share = Number(spend) > 0 ? Math.min(1, Number(asked) / Number(spend)) : null;
  return { spend_usd: plainDecimal(spend) ?? "0", asked_usd: plainDecimal(asked) ?? "0", share };
}

/**
 * What share of the spend in a scope asked for a decision first, in the last 5 minutes and the last day: a stop or a
 * blocking budget binds only those who ask. At most 10 seconds old.
 * @param scope values by dimension (tenant … user, tag:NAME), models may hold *; {}: everything
 */
export function coverageOf(scope: CoveredScope): Promise<DecisionCoverage> {
  const id = JSON.stringify(Object.entries(scope).sort(([a], [b]) => (a < b ? -1 : 1)));
  const atMs = nowMs();
  const known = state.kept.get(id);
  if (known && atMs - known.atMs < KEPT_MS && atMs >= known.atMs) return known.answer;
  if (state.kept.size >= MOST_KEPT) state.kept.clear();
  const minuteMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  const answer = inTurn(async () => {
    const covered = await withValues(scope);
    return {
      last_5_minutes: await window(covered, minuteMs - 4 * MINUTE_MS),
      last_day: await window(covered, minuteMs - DAY_MS),
    };
  });
  state.kept.set(id, { atMs, answer });
  answer.catch(() => state.kept.delete(id));
  return answer;
}

/** What a stop binds, by the names of dimensions. */
export function coveredScope({ tags, ...dimensions }: CallScope): CoveredScope {
  const named = Object.entries(dimensions).flatMap(([name, value]) => (value === null ? [] : [[name, [value]] as const]));
  const tagged = Object.entries(tags).map(([name, value]) => [`tag:${name}`, [value]] as const);
  return Object.fromEntries([...named, ...tagged]);
}
