import { uuidv7 } from "uuidv7";
import type { Author } from "@/lib/platform/author";
import { now } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { atto, formatAtto, plainDecimal } from "@/lib/platform/decimal";
import { DomainError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { decodePlace, pageOf } from "@/lib/platform/page";
import type { Reach } from "@/lib/platform/reach";
import { priceBook } from "@/lib/pricing/service";
import { applyReRating, BorderMoved, differenceOf } from "./apply";
import type { NewReRating, ReRatingAnswer, UnpricedAnswer } from "./contract";
import { findUnpriced, type UnpricedPlace, type UnpricedRow } from "./queries/find-unpriced";
import { findUnpricedModels } from "./queries/find-unpriced-models";
import { insertReRating, type ReRatingRecord } from "./queries/insert-re-rating";
import { listReRatingRows, type ReRatingRow } from "./queries/list-re-ratings";
import type { EventSelection } from "./queries/stream-events";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Begun so often when the fold or a correction interferes; the last time the fold has to wait. */
const ATTEMPTS = 3;
/** By then every instance has the new prices, and what was rated by the old ones is committed. */
const STRAGGLERS_MS = 3000;

function answer(row: ReRatingRow): ReRatingAnswer {
  const [before, after] = [plainDecimal(row.effective_cost_before), plainDecimal(row.effective_cost_after)];
  return {
    id: row.id,
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    reason: row.reason,
    filter: row.filter,
    status: row.status,
    applied_at: row.applied_at?.toISOString() ?? null,
    events_examined: row.difference.examined,
    events_changed: row.events_changed,
    events_priced: row.difference.priced,
    events_unpriced: row.difference.unpriced,
    before_usd: before,
    after_usd: after,
    difference_usd: formatAtto(atto(after ?? "0") - atto(before ?? "0")),
    differences: row.difference.rows,
  };
}

/** Re-ratings, newest first, one page. */
export async function listReRatings(limit: number, cursor: string | undefined) {
  const place = decodePlace<readonly [string]>(cursor, ["string"], ([id]) => UUID.test(id));
  const rows = await listReRatingRows(pool(), { before: place?.[0] ?? null }, limit + 1);
  const { shown, next_cursor } = pageOf(rows, limit, (row) => [row.id]);
  return { re_ratings: shown.map(answer), next_cursor };
}

export async function readReRating(id: string): Promise<ReRatingAnswer> {
  const [row] = await listReRatingRows(pool(), { id }, 1);
  if (!row) throw new DomainError("not_found", `There is no re-rating with the id "${id}".`);
  return answer(row);
}

/** Shows, or with dry_run false makes, the difference that today's prices make to past usage. */
export async function reRate(given: NewReRating, author: Author): Promise<ReRatingAnswer> {
  const { provider } = given.filter;
  const selection: EventSelection = {
    ...given.filter,
    ...(provider === undefined ? {} : { provider: priceBook().canonicalProvider(provider) }),
  };
  if (!given.dry_run) return readReRating((await applied(selection, given.reason, author)).id);
  const record = recordOf(selection, given.reason, author, false);
  await inTransaction(async (client) => insertReRating(client, record, await differenceOf(client, selection)), "repeatable read");
  return readReRating(record.id);
}

/**
 * Rates usage that has no price wherever the book now has one: after a price was added or the
 * catalogue upgraded.
 * @param only the model of the book that got a price; left out, every one
 * @returns null when there was nothing to do
 */
export async function rateUnpriced(
  reason: string,
  author: Author,
  only?: { provider: string; model: string },
): Promise<ReRatingAnswer | null> {
  const book = priceBook();
  const models = (await findUnpricedModels(pool())).filter(({ provider, model }) => {
    const known = book.knownModel(provider, model);
    return known !== null && (!only || (known.provider === only.provider && known.model === only.model));
  });
  if (models.length === 0) return null;
  const { id, changed } = await applied({ pricing: "unpriced", models }, reason, author, true);
  return changed === 0 ? null : readReRating(id);
}

/** A correction may wait for an event held here while holding one that is waited for: the database ends one of both. */
function isDeadlock(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === "40P01";
}

/**
 * Rates the past of a model that got a price: at once, and once more for events that were still
 * being recorded by the book before, here or by another instance.
 */
export async function ratePast(price: { provider: string; model: string }, author: Author): Promise<ReRatingAnswer | null> {
  const reason = `A price was added: ${price.provider} ${price.model}`;
  const rated = await rateUnpriced(reason, author, price);
  const again = () =>
    rateUnpriced(reason, author, price).catch((err: unknown) => log().error({ err }, "stragglers were not rated"));
  setTimeout(again, STRAGGLERS_MS).unref();
  return rated;
}

function recordOf(selection: EventSelection, reason: string, author: Author, isApplied: boolean): ReRatingRecord {
  return { id: uuidv7(), createdAt: now(), createdBy: author.name, reason, selection, applied: isApplied };
}

async function applied(
  selection: EventSelection,
  reason: string,
  author: Author,
  quiet = false,
): Promise<{ id: string; changed: number }> {
  for (let attempt = 1; ; attempt++) {
    const record = recordOf(selection, reason, author, true);
    try {
      return await inTransaction(async (client) => {
        const difference = await applyReRating(client, selection, record.id, attempt === ATTEMPTS);
        const changed = difference.total.events;
        if (changed === 0 && quiet) return { id: record.id, changed };
        await insertReRating(client, record, difference);
        const { before, after } = difference.total;
        await author.note(client, {
          action: "re_rating.apply",
          subject: `re_rating:${record.id}`,
          before: { effective_cost_usd: before === null ? null : formatAtto(before) },
          after: {
            effective_cost_usd: after === null ? null : formatAtto(after),
            events_changed: changed,
            reason,
            filter: selection,
          },
        });
        return { id: record.id, changed };
      });
    } catch (error) {
      if (attempt >= ATTEMPTS || !(error instanceof BorderMoved || isDeadlock(error))) throw error;
    }
  }
}

function unpricedAnswer(row: UnpricedRow): UnpricedAnswer {
  return {
    provider: row.provider,
    model: row.model,
    events: row.events,
    tokens: row.tokens,
    first_seen: row.first_seen.toISOString(),
    last_seen: row.last_seen.toISOString(),
    reason: row.reason,
    suggestion: priceBook().suggestion(row.provider, row.model),
  };
}

/** Models whose usage has no price, one page. */
export async function listUnpriced(limit: number, cursor: string | undefined, reach: Reach) {
  const rows = await findUnpriced(pool(), decodePlace<UnpricedPlace>(cursor, ["number", "string", "string"]), limit + 1, reach);
  const { shown, next_cursor } = pageOf(rows, limit, (row) => [row.events, row.provider, row.model]);
  return { unpriced: shown.map(unpricedAnswer), next_cursor };
}
