import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { decodePlace, pageOf } from "@/lib/platform/page";
import { coverageOf, coveredScope } from "../coverage/service";
import type { Asker } from "./asker";
import type { StopAnswer, StopFilter, StopList } from "./contract";
import { findStop, listStopChanges, listStops as queryStops, stopsVersion } from "./queries/find-stops";
import { type StopRow, scopeOf, stateOf, stopAnswer } from "./stop-row";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function withCoverage(row: StopRow, asker: Asker): Promise<StopAnswer> {
  const atMs = nowMs();
  return stopAnswer(row, asker, atMs, stateOf(row, atMs) === "active" ? await coverageOf(coveredScope(scopeOf(row))) : null);
}

/** @throws not_found */
export async function readStop(id: string, asker: Asker): Promise<StopAnswer> {
  const row = await findStop(pool(), id, asker.reach);
  if (!row) throw new DomainError("not_found", `There is no stop with the id "${id}".`);
  return withCoverage(row, asker);
}

/** A page of stops, newest first, those in force with their coverage. */
async function listPage(filter: StopFilter, asker: Asker): Promise<StopList> {
  const place = decodePlace<readonly [string]>(filter.cursor, ["string"], ([id]) => UUID.test(id));
  // The version goes first: what changes while the page is read is told once more by the feed, never missed.
  const version = await stopsVersion(pool(), asker.reach);
  const rows = await queryStops(pool(), filter.state, new Date(nowMs()), place?.[0] ?? null, filter.limit + 1, asker.reach);
  const { shown, next_cursor } = pageOf(rows, filter.limit, (row) => [row.id]);
  const stops = await Promise.all(shown.map((row) => withCoverage(row, asker)));
  return { stops, next_cursor, since: String(version), more: false, reset: false };
}

/** The feed: what changed after `since`, oldest change first. */
async function listChanges(since: number, limit: number, version: number, asker: Asker): Promise<StopList> {
  const reset = since > version;
  const rows = await listStopChanges(pool(), reset ? 0 : since, limit + 1, asker.reach);
  const shown = rows.slice(0, limit);
  const more = rows.length > limit;
  const last = shown.at(-1)?.version ?? 0;
  return {
    stops: shown.map((row) => stopAnswer(row, asker, nowMs())),
    next_cursor: null,
    since: String(more ? last : Math.max(version, last)),
    more,
    reset,
  };
}

/**
 * GET /api/v1/stops in both its forms.
 * @param known the ETag the asker holds of the feed
 * @returns with the feed's ETag (null: not the feed); a null list when the asker knows it already
 */
export async function listStops(
  filter: StopFilter,
  asker: Asker,
  known: string | null,
): Promise<{ list: StopList | null; etag: string | null }> {
  if (filter.since === undefined) return { list: await listPage(filter, asker), etag: null };
  const version = await stopsVersion(pool(), asker.reach);
  const etag = `W/"stops-${version}"`;
  if (known?.split(",").some((each) => each.trim() === etag)) return { list: null, etag };
  return { list: await listChanges(Number(filter.since), filter.limit, version, asker), etag };
}
