import type pg from "pg";
import type { Author } from "@/lib/platform/author";
import { now } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { formatAtto, plainDecimal } from "@/lib/platform/decimal";
import { organisation } from "@/lib/platform/organisation";
import { moveEvents } from "./apply";
import { shownParts } from "./difference";
import { findNext } from "./queries/find-next";
import { addParts, forgetParts, readParts } from "./queries/parts";
import { findRunning, holdMove, insertMove, noteProgress, type Progress } from "./queries/records";
import { MOST_EXAMPLES } from "./rehearse";
import type { EventPlace, Selection } from "./selection";

/** Events in one transaction: what ingest may have to wait for. */
const AT_ONCE = 500;
const ATTEMPTS = 5;

/** Events are found by their key from here on: a plan that reads whole partitions would do so for each batch. */
const BY_KEY =
  "SET LOCAL enable_sort = on; SET LOCAL enable_seqscan = on; SET LOCAL enable_bitmapscan = on; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off";

/** A correction may wait for an event held here while holding one that is waited for: the database ends one of both. */
const isDeadlock = (error: unknown) => (error as { code?: unknown } | null)?.code === "40P01";

async function trying<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inTransaction(work);
    } catch (error) {
      if (attempt >= ATTEMPTS || !isDeadlock(error)) throw error;
    }
  }
}

export function selectionOf({ filter: { from = "", to = "", ...filter }, moved_to, reach }: Progress): Selection {
  return { filter, from, to, set: moved_to, reach };
}

const placeOf = (place: Progress["place"]): EventPlace | null =>
  place && { tenant: place[0], time: place[1], source: place[2], id: place[3] };

/** The next events of a move, in the caller's transaction. @returns whether they were the last */
async function step(client: pg.ClientBase, id: string, author: Author, atOnce: number): Promise<boolean> {
  const record = await holdMove(client, id);
  if (!record) return true;
  const selection = selectionOf(record);
  const places = await findNext(client, selection, placeOf(record.place), atOnce);
  await client.query(BY_KEY);
  if (places.length > 0) {
    const { difference, collided, tenants } = await moveEvents(client, selection, places, { id, zone: organisation().timezone });
    await addParts(client, id, difference.parts);
    const named = collided.map(({ tenant, source, id: event }) => ({ tenant, source, id: event }));
    await noteProgress(client, id, {
      place: places.at(-1) ?? null,
      events: difference.events,
      cost: formatAtto(difference.cost),
      collisions: collided.length,
      examples: [...record.collided, ...named].slice(0, MOST_EXAMPLES),
      tenants,
    });
  }
  if (places.length === atOnce) return false;
  await finish(client, id, author);
  return true;
}

async function finish(client: pg.ClientBase, id: string, author: Author): Promise<void> {
  const record = await holdMove(client, id);
  if (!record) return;
  const { differences, by_day } = shownParts(await readParts(client, id));
  await client.query("UPDATE re_attribution SET state = 'done', finished_at = $2, difference = $3, by_day = $4 WHERE id = $1", [
    id,
    now(),
    JSON.stringify(differences),
    JSON.stringify(by_day),
  ]);
  await forgetParts(client, id);
  await author.note(client, {
    action: "re_attribution.apply",
    subject: `re_attribution:${id}`,
    before: { filter: record.filter },
    after: {
      set: record.moved_to,
      events: Number(record.events),
      effective_cost_usd: plainDecimal(record.effective_cost) ?? "0",
      collisions: Number(record.collisions),
      reason: record.reason,
    },
  });
}

/** Begins a move with its first events. @returns whether it is over */
export async function beginMove(
  given: Parameters<typeof insertMove>[1],
  author: Author,
  atOnce: number = AT_ONCE,
): Promise<boolean> {
  return trying(async (client) => {
    await insertMove(client, given);
    const over = await step(client, given.id, author, atOnce);
    if (!over)
      await author.note(client, {
        action: "re_attribution.begin",
        subject: `re_attribution:${given.id}`,
        before: { filter: given.filter },
        after: { set: given.moved_to, reason: given.reason },
      });
    return over;
  });
}

/** Moves the next events of a move that was begun. @returns whether it is over */
export const continueMove = (id: string, author: Author, atOnce: number = AT_ONCE): Promise<boolean> =>
  trying((client) => step(client, id, author, atOnce));

/** Ends what another process began, or this one before it was started anew. Safe to run in several instances at once. */
export async function finishMoves(author: Author): Promise<void> {
  for (const id of await findRunning(pool())) while (!(await continueMove(id, author)));
}
