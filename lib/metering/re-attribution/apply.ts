import { isDeepStrictEqual } from "node:util";
import type pg from "pg";
import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { ensureSeries, type SeriesNames, seriesText } from "../queries/ensure-series";
import { noteTouched } from "../queries/note-touched";
import { changeOfStored, type StoredEventRow } from "../queries/stored-event";
import { BorderMoved } from "../re-rating/apply";
import { lockRollups, readBorder } from "../recording/rollup-border";
import { RollupBatch, type SeriesKey } from "../recording/rollup-changes";
import type { NewReAttribution } from "./contract";
import { Difference } from "./difference";
import { streamEvents } from "./stream-events";

export type Selection = Pick<NewReAttribution, "filter" | "from" | "to" | "set">;

const movedTo = (event: StoredEventRow, { set }: Selection) => ({
  feature: set.feature ?? event.feature,
  environment: set.environment ?? event.environment,
});

/** What would move. */
export async function differenceOf(client: pg.ClientBase, selection: Selection): Promise<Difference> {
  const difference = new Difference();
  for await (const events of streamEvents(client, selection, false))
    for (const event of events) difference.add(event, movedTo(event, selection));
  return difference;
}

/** The series that events of these move to; numbered on a connection of their own. */
async function seriesOf(events: readonly StoredEventRow[], selection: Selection, known: Map<number, SeriesKey>): Promise<void> {
  const wanted = new Map<number, SeriesNames>();
  for (const event of events) {
    if (known.has(event.series_id)) continue;
    const { tenant, provider, model, key } = event;
    wanted.set(event.series_id, { tenant, ...movedTo(event, selection), provider, model, key });
  }
  if (wanted.size === 0) return;
  const unique = new Map([...wanted.values()].map((names) => [seriesText(names), names]));
  const found = new Map((await ensureSeries(pool(), [...unique.values()])).map((series) => [seriesText(series), series]));
  for (const [id, names] of wanted) {
    const series = found.get(seriesText(names));
    if (!series) throw new Error("a series was not numbered");
    known.set(id, series);
  }
}

/**
 * Moves events and, at the end of the same transaction, every rollup they are in: sums leave where they were and enter
 * where they belong. Locks as a re-rating does; identities stay, so that an event sent again is a duplicate.
 * @throws BorderMoved when the border moved meanwhile: roll back and call again
 */
export async function applyMove(client: pg.ClientBase, selection: Selection, lockFirst: boolean): Promise<Difference> {
  if (lockFirst) await lockRollups(client, "shared");
  const border = await readBorder(client);
  const rollups = new RollupBatch(border, nowMs());
  const difference = new Difference();
  const series = new Map<number, SeriesKey>();
  const tenants = new Set<string>();
  let [first, last] = ["", ""];
  for await (const events of streamEvents(client, selection, true)) {
    await seriesOf(events, selection, series);
    await client.query(
      `UPDATE usage_event AS e SET feature = coalesce($5::text, e.feature), environment = coalesce($6::text, e.environment)
       FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[]) AS u(tenant, time, source, id)
       WHERE e.tenant = u.tenant AND e.time = u.time AND e.source = u.source AND e.id = u.id`,
      [
        events.map(({ tenant }) => tenant),
        events.map(({ time_text }) => time_text),
        events.map(({ source }) => source),
        events.map(({ id }) => id),
        selection.set.feature ?? null,
        selection.set.environment ?? null,
      ],
    );
    for (const event of events) {
      const target = series.get(event.series_id);
      if (!target) throw new Error("an event has no series to move to");
      const before = changeOfStored(event, border.countedTags, -1);
      rollups.add(before);
      rollups.add({ ...before, series: target, sign: 1 });
      difference.add(event, movedTo(event, selection));
      tenants.add(event.tenant);
      if (first === "" || event.time_text < first) first = event.time_text;
      if (event.time_text > last) last = event.time_text;
    }
  }
  if (difference.events === 0) return difference;
  if (!lockFirst) await lockRollups(client, "shared");
  if (!isDeepStrictEqual(await readBorder(client), border)) throw new BorderMoved();
  await rollups.write(client);
  const seriesIds = [...new Set([...series.keys(), ...[...series.values()].map(({ seriesId }) => seriesId)])];
  // As a correction: what was seen of keys and names is counted anew.
  const scope = { tenants: [...tenants], seriesIds, firstTime: first, lastTime: last, cause: "correction" as const };
  await noteTouched(client, scope, new Date(nowMs()).toISOString());
  return difference;
}
