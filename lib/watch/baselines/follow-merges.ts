import type pg from "pg";
import { directoryNames } from "@/lib/directory/names/service";
import { inTransaction, pool } from "@/lib/platform/database";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { learnSubjects } from "./learn-subjects";
import { type Merge, readCountedMerges, removeSubjects, subjectsOf, writeCountedMerges } from "./queries/baseline-names";
import { readClosed } from "./queries/closed-hours";
import { countDays } from "./queries/count-hours";

const HISTORY_MS = 90 * DAY_MS;
const LOCK = 7_302_613;
/** Kinds of names that subjects are made of. */
const KINDS = ["tenant", "feature"] as const;

const textOf = ({ kind, name, into }: Merge) => JSON.stringify([kind, name, into]);

/**
 * Counts anew what merging names, or undoing it, has changed: the past of subjects that are one from now on becomes one, that of
 * those that are two again becomes two, and their detectors learn it. One instance does it, the others wait: whoever comes back
 * may judge by the new names. Costs one look at the names where nothing changed.
 * @returns whether anything was counted
 */
export async function followMerges(): Promise<boolean> {
  if (sameMerges(await readCountedMerges(pool()), await mergesNow())) return false;
  const client = await pool().connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    try {
      return await countAnew(client);
    } finally {
      await client.query("SELECT pg_advisory_unlock($1)", [LOCK]);
    }
  } finally {
    client.release();
  }
}

async function countAnew(client: pg.PoolClient): Promise<boolean> {
  const wanted = await mergesNow();
  const changed = changedBetween(await readCountedMerges(client), wanted);
  if (changed.length === 0) return false;
  const namesOf = (kind: string) => [
    ...new Set(changed.filter((merge) => merge.kind === kind).flatMap(({ name, into }) => [name, into])),
  ];
  const only = { tenants: namesOf("tenant"), features: namesOf("feature") };
  const closed = await readClosed(client, 0);
  if (closed.size > 0) {
    const untilMs = Math.max(...closed.keys()) + HOUR_MS;
    const fromMs = Math.floor((untilMs - HISTORY_MS) / DAY_MS) * DAY_MS;
    await inTransaction(async (inside) => {
      await removeSubjects(inside, only);
      for (let dayMs = fromMs; dayMs < untilMs; dayMs += DAY_MS)
        await countDays(inside, dayMs, Math.min(untilMs, dayMs + DAY_MS), only);
    });
    await learnSubjects(client, await subjectsOf(client, only), untilMs, (hourMs) => closed.get(hourMs) ?? 1);
  }
  // Last: who is interrupted begins anew.
  await inTransaction((inside) => writeCountedMerges(inside, wanted));
  return true;
}

async function mergesNow(): Promise<Merge[]> {
  const names = await directoryNames();
  return KINDS.flatMap((kind) => [...names[kind].nameOf].map(([name, into]) => ({ kind, name, into })));
}

function changedBetween(before: readonly Merge[], after: readonly Merge[]): Merge[] {
  const [old, fresh] = [new Set(before.map(textOf)), new Set(after.map(textOf))];
  return [...before.filter((merge) => !fresh.has(textOf(merge))), ...after.filter((merge) => !old.has(textOf(merge)))];
}

const sameMerges = (before: readonly Merge[], after: readonly Merge[]): boolean => changedBetween(before, after).length === 0;
