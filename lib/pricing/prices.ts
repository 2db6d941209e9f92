import type { Author } from "@/lib/platform/author";
import { bumpVersion } from "@/lib/platform/change-versions";
import { nowMs } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { decodePlace, pageOf } from "@/lib/platform/page";
import type { NewPrice, PriceAnswer, PriceFilter } from "./contract";
import { loadPriceBook, priceBook } from "./current-book";
import { largeChanges, requireConfirmation } from "./large-changes";
import { canonicalProvider } from "./providers";
import { movePriceEnds, retirePrices } from "./queries/close-prices";
import { findPrice } from "./queries/find-price";
import { findPrices, type PriceRecord } from "./queries/find-prices";
import { insertPrices } from "./queries/insert-prices";
import { type PricePlace, type PriceRow, listPrices as queryPrices } from "./queries/list-prices";
import { lockPrices, priceId } from "./seed";
import type { PriceTerms } from "./terms";
import { subtract } from "./timeline";

function answer(row: PriceRow): PriceAnswer {
  return {
    id: row.id,
    provider: row.provider,
    model: row.model,
    service_tier: row.serviceTier,
    effective_from: new Date(row.fromMs).toISOString(),
    effective_to: row.toMs === null ? null : new Date(row.toMs).toISOString(),
    rates: row.terms.rates,
    context_tiers: row.terms.context_tiers ?? [],
    windows: row.terms.windows ?? [],
    image_rates: row.terms.image_rates ?? [],
    minimum_seconds: row.terms.minimum_seconds ?? null,
    source: row.source,
    catalogue_version: row.catalogueVersion,
    created_at: row.createdAt.toISOString(),
    created_by: row.createdBy,
    note: row.note,
    retired_at: row.retiredAt?.toISOString() ?? null,
  };
}

/** Prices in use, one page. A model that its host sells at its maker's prices is found in the maker's list. */
export async function listPrices(filter: PriceFilter) {
  const asked = filter.provider === undefined ? null : canonicalProvider(filter.provider);
  const known = asked !== null && filter.model !== undefined ? priceBook().knownModel(asked, filter.model) : null;
  const rows = await queryPrices(
    pool(),
    {
      provider: known?.provider ?? asked,
      model: known?.model ?? filter.model ?? null,
      tier: filter.service_tier ?? null,
      atMs: filter.at ?? null,
      words: (filter.q ?? "").toLowerCase().split(/\s+/).filter(Boolean),
    },
    decodePlace<PricePlace>(filter.cursor, ["string", "string", "string", "number", "string"]),
    filter.limit + 1,
  );
  const place = (row: PriceRow) => [row.provider, row.model, row.serviceTier, row.fromMs, row.id];
  const { shown, next_cursor } = pageOf(rows, filter.limit, place);
  return { prices: shown.map(answer), next_cursor };
}

export async function readPrice(id: string): Promise<PriceAnswer> {
  const row = await findPrice(pool(), id);
  if (!row) throw new DomainError("not_found", `There is no price with the id "${id}".`);
  return answer(row);
}

/**
 * Adds a price of an admin's own: for a new model, or in the place of what was in force over
 * its time. Rows in use are cut at its ends, never changed.
 * @throws confirmation_required where a rate changes more than fivefold
 */
export async function createPrice(given: NewPrice, author: Author): Promise<PriceAnswer> {
  await loadPriceBook();
  const provider = canonicalProvider(given.provider);
  const known = priceBook().knownModel(provider, given.model);
  const listed = known?.exact && known.provider === provider;
  const subject = { provider, model: listed ? known.model : given.model, serviceTier: given.service_tier };
  const fromMs = given.effective_from ?? (known ? nowMs() : 0);
  if (given.effective_to !== null && given.effective_to <= fromMs)
    throw new DomainError("validation_failed", "/effective_to: is not after effective_from.", {
      errors: [{ pointer: "/effective_to", detail: "is not after effective_from" }],
    });
  const terms: PriceTerms = {
    rates: given.rates,
    ...(given.context_tiers.length > 0 ? { context_tiers: given.context_tiers } : {}),
    ...(given.image_rates.length > 0 ? { image_rates: given.image_rates } : {}),
  };
  const question = { tenant: "", provider, model: given.model, serviceTier: given.service_tier };
  const present = priceBook().inForce({ ...question, atMs: fromMs }) ?? priceBook().inForce({ ...question, atMs: nowMs() });
  if (present) requireConfirmation(given.confirm, largeChanges(present.price.terms, terms));
  const id = priceId(subject.provider, subject.model, subject.serviceTier, fromMs, terms);
  await inTransaction(async (client) => {
    await lockPrices(client);
    await client.query(
      "INSERT INTO price_model (provider, model, source) VALUES ($1, $2, 'custom') ON CONFLICT (provider, model) DO NOTHING",
      [subject.provider, subject.model],
    );
    const span = { fromMs, toMs: given.effective_to };
    const filter = { retired: false, provider: subject.provider, model: subject.model, tier: subject.serviceTier };
    const cuts = cutOut(await findPrices(client, filter), span);
    await retirePrices(client, cuts.retired);
    await movePriceEnds(client, cuts.ended);
    const own = { ...subject, ...span, id, terms, source: "custom" as const, catalogueVersion: null };
    await insertPrices(client, [...cuts.remainders, { ...own, createdBy: author.name, note: given.note }]);
    await author.note(client, {
      action: "price.create",
      subject: `price:${subject.provider}/${subject.model}`,
      before: present ? { price_id: present.price.id, ...present.price.terms } : null,
      after: { price_id: id, service_tier: subject.serviceTier, effective_from: new Date(fromMs).toISOString(), ...terms },
    });
    await bumpVersion(client, "prices");
  });
  await loadPriceBook();
  return readPrice(id);
}

/** What happens to rows when a span is cut out of their time. */
function cutOut(rows: readonly PriceRecord[], span: { fromMs: number; toMs: number | null }) {
  const retired: string[] = [];
  const ended: { id: string; toMs: number | null }[] = [];
  const remainders: PriceRecord[] = [];
  for (const row of rows) {
    const parts = subtract([row], span);
    if (!parts.some((part) => part.fromMs === row.fromMs)) retired.push(row.id);
    for (const part of parts) {
      if (part.fromMs !== row.fromMs)
        remainders.push({ ...part, id: priceId(row.provider, row.model, row.serviceTier, part.fromMs, row.terms) });
      else if (part.toMs !== row.toMs) ended.push({ id: row.id, toMs: part.toMs });
    }
  }
  return { retired, ended, remainders };
}
