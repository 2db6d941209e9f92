import { uuidv7 } from "uuidv7";
import type { Author } from "@/lib/platform/author";
import { now } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { formatAtto, plainDecimal } from "@/lib/platform/decimal";
import { DomainError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { organisation } from "@/lib/platform/organisation";
import { decodePlace, pageOf } from "@/lib/platform/page";
import type { Reach } from "@/lib/platform/reach";
import { priceBook } from "@/lib/pricing/service";
import type { NewReAttribution, ReAttributionAnswer } from "./contract";
import { shownParts } from "./difference";
import { findNewNames } from "./queries/find-new-names";
import { readParts } from "./queries/parts";
import { type MoveRow, selectMoves } from "./queries/records";
import { type Collisions, rehearse } from "./rehearse";
import { beginMove, continueMove } from "./run";
import type { Selection } from "./selection";

export { finishMoves } from "./run";
export type { PastMove } from "./selection";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** An answer waits so long for the end of a move, which goes on without it. */
const PATIENCE_MS = 10_000;

const given = (names: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(names).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** Nobody limited to tenants moves anything to another one. @throws forbidden */
function requireWithin({ set }: NewReAttribution, reach: Reach): void {
  if (set.tenant === undefined || reach.has(set.tenant)) return;
  const detail = "is not among the tenants you are limited to";
  throw new DomainError("forbidden", `/set/tenant: ${detail}.`, { errors: [{ pointer: "/set/tenant", detail }] });
}

function refuseCollisions({ events, examples }: Collisions, tenant: string): void {
  const which = examples.map(({ source, id, tenant: from }) => ({
    pointer: "/set/tenant",
    detail: `the event "${id}" of the source "${source}" and the tenant "${from}" cannot move: "${tenant}" has or had one of this source and id`,
  }));
  throw new DomainError(
    "conflict",
    `${events} of these events cannot move: the tenant "${tenant}" has others of the same source and id. Nothing was moved; with collisions "skip" they are left where they are.`,
    { errors: which, details: { collisions: events } },
  );
}

/** Shows, or with dry_run false makes, a move of usage to another tenant, feature or environment. */
export async function reAttribute(asked: NewReAttribution, author: Author, reach: Reach): Promise<ReAttributionAnswer> {
  requireWithin(asked, reach);
  const { provider } = asked.filter;
  const selection: Selection = {
    ...asked,
    filter: { ...asked.filter, ...(provider === undefined ? {} : { provider: priceBook().canonicalProvider(provider) }) },
    reach: reach.tenants,
  };
  const filter = { ...given(selection.filter), from: asked.from, to: asked.to };
  const refusing = asked.set.tenant !== undefined && asked.collisions === "refuse";
  const seen =
    asked.dry_run || refusing
      ? await inTransaction((client) => rehearse(client, selection, organisation().timezone), "repeatable read")
      : null;
  if (asked.dry_run && seen) {
    const { difference, collisions } = seen;
    return {
      ...{ id: null, dry_run: true, state: "dry_run", created_at: now().toISOString(), created_by: author.name },
      ...{ finished_at: null, reason: asked.reason, filter, set: given(asked.set), events: difference.events },
      effective_cost_usd: formatAtto(difference.cost),
      collisions: { events: collisions.events, examples: collisions.examples },
      new_names: await findNewNames(pool(), selection, reach),
      ...shownParts(difference.parts),
    };
  }
  if (refusing && seen && seen.collisions.events > 0) refuseCollisions(seen.collisions, asked.set.tenant ?? "");
  const new_names = await findNewNames(pool(), selection, reach);
  const id = uuidv7();
  const record = { id, created_at: now(), created_by: author.name, reason: asked.reason, filter, moved_to: given(asked.set) };
  const until = performance.now() + PATIENCE_MS;
  let over = await beginMove({ ...record, reach: reach.tenants }, author);
  while (!over && performance.now() < until) over = await continueMove(id, author);
  if (!over) goOn(id, author).catch((err: unknown) => log().error({ err, id }, "a move of usage was interrupted; it will go on"));
  return { ...(await readReAttribution(id, reach)), new_names };
}

async function goOn(id: string, author: Author): Promise<void> {
  while (!(await continueMove(id, author)));
}

const answer = (row: MoveRow): ReAttributionAnswer => ({
  ...{ id: row.id, dry_run: false, state: row.state, created_at: row.created_at.toISOString(), created_by: row.created_by },
  ...{ finished_at: row.finished_at?.toISOString() ?? null, reason: row.reason, filter: row.filter, set: row.moved_to },
  events: Number(row.events),
  effective_cost_usd: plainDecimal(row.effective_cost) ?? "0",
  collisions: { events: Number(row.collisions), examples: row.collided },
  new_names: [],
  differences: row.difference,
  by_day: row.by_day,
});

/** @throws not_found also for a move of tenants beyond reach */
export async function readReAttribution(id: string, reach: Reach): Promise<ReAttributionAnswer> {
  const [row] = await selectMoves(pool(), { id }, 1, reach);
  if (!row) throw new DomainError("not_found", "There is no such move of usage.");
  const shown = answer(row);
  return row.state === "done" ? shown : { ...shown, ...shownParts(await readParts(pool(), id)) };
}

/** Who made moves and why, by their ids; of those within reach. */
export async function whoMoved(ids: readonly string[], reach: Reach): Promise<Map<string, { by: string; reason: string }>> {
  const { rows } = await pool().query<{ id: string; created_by: string; reason: string }>(
    "SELECT id, created_by, reason FROM re_attribution WHERE id = ANY ($1::uuid[]) AND ($2::text[] IS NULL OR tenants <@ $2)",
    [ids, reach.tenants],
  );
  return new Map(rows.map(({ id, created_by: by, reason }) => [id, { by, reason }]));
}

/** What was moved, newest first, one page. */
export async function listReAttributions(limit: number, cursor: string | undefined, reach: Reach) {
  const place = decodePlace<readonly [string]>(cursor, ["string"], ([id]) => UUID.test(id));
  const rows = await selectMoves(pool(), place ? { before: place[0] } : {}, limit + 1, reach);
  const { shown, next_cursor } = pageOf(rows, limit, (row) => [row.id]);
  return { re_attributions: shown.map(answer), next_cursor };
}
