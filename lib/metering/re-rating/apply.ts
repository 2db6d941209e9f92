import { isDeepStrictEqual } from "node:util";
import type pg from "pg";
import { nowMs } from "@/lib/platform/clock";
import { organisation } from "@/lib/platform/organisation";
import { priceBook } from "@/lib/pricing/service";
import { noteTouched } from "../queries/note-touched";
import { changeOfStored } from "../queries/stored-event";
import { lockRollups, readBorder } from "../recording/rollup-border";
import { RollupBatch } from "../recording/rollup-changes";
import { Difference } from "./difference";
import { type EventSelection, streamEvents } from "./queries/stream-events";
import { type CostChange, updateCosts } from "./queries/update-costs";
import { rateAgain } from "./rate-again";

/** The border between minutes and quarters, or what is counted, moved while a re-rating was under way: it begins anew. */
export class BorderMoved extends Error {}

async function* changesOf(
  client: pg.ClientBase,
  selection: EventSelection,
  lock: boolean,
  difference: Difference,
): AsyncGenerator<CostChange[]> {
  const book = priceBook();
  for await (const events of streamEvents(client, selection, lock)) {
    difference.examined += events.length;
    const changes = events.flatMap((event): CostChange[] => {
      const rated = rateAgain(event, book);
      return rated ? [{ event, rated }] : [];
    });
    for (const change of changes) difference.add(change);
    yield changes;
  }
}

/** What a re-rating would change. */
export async function differenceOf(client: pg.ClientBase, selection: EventSelection): Promise<Difference> {
  const difference = new Difference(organisation().timezone);
  for await (const _ of changesOf(client, selection, false, difference));
  return difference;
}

/**
 * Changes events and, at the end of the same transaction, every rollup they are in. The rollup
 * lock is taken last and in shared mode: changes to sums commute with those of ingest, so ingest
 * waits only while the sums are written. `lockFirst` holds the border still from the start.
 * @throws BorderMoved when the border moved meanwhile: roll back and call again
 */
export async function applyReRating(
  client: pg.ClientBase,
  selection: EventSelection,
  id: string,
  lockFirst: boolean,
): Promise<Difference> {
  const { timezone } = organisation();
  if (lockFirst) await lockRollups(client, "shared");
  const border = await readBorder(client);
  const rollups = new RollupBatch(border, nowMs());
  const difference = new Difference(timezone);
  const tenants = new Set<string>();
  const seriesIds = new Set<number>();
  let [first, last] = ["", ""];
  let planned = false;
  for await (const changes of changesOf(client, selection, true, difference)) {
    // From here on events are found by their key: a plan that reads whole partitions would do so for each batch.
    if (!planned) await client.query("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off");
    planned = true;
    if (changes.length > 0) await updateCosts(client, changes, id);
    for (const { event, rated } of changes) {
      const before = changeOfStored(event, border.countedTags, -1);
      const { pricing, listCost, effectiveCost, savedCost } = rated;
      rollups.add(before);
      rollups.add({ ...before, sign: 1, measures: { ...before.measures, pricing, listCost, effectiveCost, savedCost } });
      tenants.add(event.tenant);
      seriesIds.add(event.series_id);
      if (first === "" || event.time_text < first) first = event.time_text;
      if (event.time_text > last) last = event.time_text;
    }
  }
  if (difference.total.events === 0) return difference;
  if (!lockFirst) await lockRollups(client, "shared");
  const now = await readBorder(client);
  if (!isDeepStrictEqual(now, border)) throw new BorderMoved();
  await rollups.write(client);
  const scope = { tenants: [...tenants], seriesIds: [...seriesIds], firstTime: first, lastTime: last };
  await noteTouched(client, { ...scope, cause: "re-rating" }, new Date(nowMs()).toISOString());
  return difference;
}
