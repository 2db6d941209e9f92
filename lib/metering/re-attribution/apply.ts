import type pg from "pg";
import { now, nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { ensureSeries, type SeriesNames, seriesText } from "../queries/ensure-series";
import { noteTouched } from "../queries/note-touched";
import { changeOfStored } from "../queries/stored-event";
import { lockRollups, readBorder } from "../recording/rollup-border";
import { RollupBatch, type SeriesKey } from "../recording/rollup-changes";
import { Difference } from "./difference";
import { lockMovable } from "./queries/lock-movable";
import { takeIdentities } from "./queries/take-identities";
import { updateNames } from "./queries/update-names";
import { type EventPlace, type MovableEvent, movedTo, type Selection } from "./selection";

/** The series that events move to, by the id of the one they are of; numbered on a connection of their own. */
async function targetSeries(events: readonly MovableEvent[], selection: Selection): Promise<Map<number, SeriesKey>> {
  const wanted = new Map<number, SeriesNames>();
  for (const event of events) {
    const { provider, model, key } = event;
    if (!wanted.has(event.series_id)) wanted.set(event.series_id, { ...movedTo(event, selection), provider, model, key });
  }
  const unique = new Map([...wanted.values()].map((names) => [seriesText(names), names]));
  const found = new Map((await ensureSeries(pool(), [...unique.values()])).map((series) => [seriesText(series), series]));
  return new Map(
    [...wanted].map(([id, names]) => {
      const series = found.get(seriesText(names));
      if (!series) throw new Error("a series was not numbered");
      return [id, series];
    }),
  );
}

/** Splits off events whose source and id an earlier one of the same list has: one tenant cannot hold both. */
export function withoutTwins(events: readonly MovableEvent[], seen = new Set<string>()): [MovableEvent[], MovableEvent[]] {
  const single: MovableEvent[] = [];
  const twins: MovableEvent[] = [];
  for (const event of events) {
    const key = `${event.source}\u001f${event.id}`;
    (seen.has(key) ? twins : single).push(event);
    seen.add(key);
  }
  return [single, twins];
}

/** The events that can go where they are to go, and those that cannot for another has their identity there. */
async function claim(
  client: pg.ClientBase,
  events: readonly MovableEvent[],
  { set }: Selection,
): Promise<{ free: MovableEvent[]; collided: MovableEvent[] }> {
  const { tenant } = set;
  if (tenant === undefined) return { free: [...events], collided: [] };
  const [leaving, twins] = withoutTwins(events.filter((event) => event.tenant !== tenant));
  const taken = new Set(leaving.length > 0 ? await takeIdentities(client, leaving, tenant) : []);
  const stuck = new Set([...twins, ...leaving.filter((event) => !taken.has(event))]);
  return { free: events.filter((event) => !stuck.has(event)), collided: [...stuck] };
}

/** What one transaction of a move did. */
export interface Moved {
  difference: Difference;
  collided: MovableEvent[];
  /** Those that events left and those that they went to. */
  tenants: string[];
}

/**
 * Moves these events, as far as they still belong to the selection, and every total they are in: sums leave where they were
 * and enter where they belong. One transaction, in which ingest goes on: sums commute, and their rows are held only at its end.
 */
export async function moveEvents(
  client: pg.ClientBase,
  selection: Selection,
  places: readonly EventPlace[],
  move: { id: string; zone: string },
): Promise<Moved> {
  const events = await lockMovable(client, selection, places);
  const { free, collided } = await claim(client, events, selection);
  const difference = new Difference(move.zone);
  if (free.length === 0) return { difference, collided, tenants: [] };
  const at = now();
  const series = await targetSeries(free, selection);
  await updateNames(client, free, selection, { id: move.id, at });
  // No sooner: while a fold waits for this lock, ingest waits behind the fold.
  await lockRollups(client, "shared");
  const border = await readBorder(client);
  const rollups = new RollupBatch(border, nowMs());
  const tenants = new Set<string>();
  const seriesIds = new Set<number>();
  let [first, last] = ["", ""];
  for (const event of free) {
    const target = series.get(event.series_id);
    if (!target) throw new Error("an event has no series to move to");
    const before = changeOfStored(event, border.countedTags, -1);
    rollups.add(before);
    rollups.add({ ...before, series: target, sign: 1 });
    difference.add(event, selection);
    for (const each of [before.series, target]) {
      tenants.add(each.tenant);
      seriesIds.add(each.seriesId);
    }
    if (first === "" || event.time_text < first) first = event.time_text;
    if (event.time_text > last) last = event.time_text;
  }
  await rollups.write(client);
  // As a correction: what was seen of keys and names is counted anew.
  const scope = {
    tenants: [...tenants],
    seriesIds: [...seriesIds],
    firstTime: first,
    lastTime: last,
    cause: "correction" as const,
  };
  await noteTouched(client, scope, at.toISOString());
  return { difference, collided, tenants: scope.tenants };
}
