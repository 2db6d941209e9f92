import type pg from "pg";
import { uuidv7 } from "uuidv7";
import type { Author } from "@/lib/platform/author";
import { bumpVersion } from "@/lib/platform/change-versions";
import { nowMs } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { type Atto, atto, formatAtto, plainDecimal } from "@/lib/platform/decimal";
import { DomainError } from "@/lib/platform/errors";
import { decodePlace, pageOf } from "@/lib/platform/page";
import type { Reach } from "@/lib/platform/reach";
import type { NewOverride, OverrideAnswer, OverrideFilter } from "./contract";
import { loadPriceBook, priceBook } from "./current-book";
import { effectiveTerms, largeChanges, PERCENT_OFF, requireConfirmation } from "./large-changes";
import { canonicalProvider } from "./providers";
import { type OverrideRow, listOverrides as queryOverrides } from "./queries/list-overrides";
import { DEFAULT_TIER } from "./service-tiers";
import type { PriceTerms } from "./terms";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function answer(row: OverrideRow): OverrideAnswer {
  return {
    id: row.id,
    provider: row.provider || null,
    model: row.model || null,
    tenant: row.tenant || null,
    service_tier: row.service_tier || null,
    effective_from: row.effective_from.toISOString(),
    effective_to: row.effective_to?.toISOString() ?? null,
    rates: row.rates?.rates ?? null,
    context_tiers: row.rates?.context_tiers ?? [],
    percent_off: plainDecimal(row.percent_off),
    note: row.note,
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    deleted_at: row.deleted_at?.toISOString() ?? null,
  };
}

function fault(pointer: string, detail: string): DomainError {
  return new DomainError("validation_failed", `${pointer}: ${detail}.`, { errors: [{ pointer, detail }] });
}

export async function listOverrides(filter: OverrideFilter, reach: Reach) {
  const place = decodePlace<readonly [string]>(filter.cursor, ["string"], ([id]) => UUID.test(id));
  const provider = filter.provider === undefined ? null : canonicalProvider(filter.provider);
  const names = {
    provider,
    model: filter.model ?? null,
    tenant: filter.tenant ?? null,
    tier: filter.service_tier ?? null,
    reach,
  };
  const rows = await queryOverrides(pool(), names, place?.[0] ?? null, filter.limit + 1);
  const { shown, next_cursor } = pageOf(rows, filter.limit, (row) => [row.id]);
  return { overrides: shown.map(answer), next_cursor };
}

/** The model as the book names it. @throws validation_failed for one that no price is known for: it would never apply */
function knownModel(provider: string, model: string): string {
  const book = priceBook();
  const known = provider === "" ? book.anywhere(model) : book.knownModel(provider, model);
  if (known) return known.exact ? known.model : model;
  const meant = book.suggestion(provider, model);
  throw fault(
    "/model",
    `has no price${provider && ` at ${provider}`}${meant ? `; is ${meant.provider} ${meant.model} meant?` : ""}`,
  );
}

/**
 * The tier an override is for; "" = every one. Agreed rates are those of one tier: half of a list price in a
 * batch can lie below what was agreed for the default one.
 */
function tierOf(given: NewOverride): string {
  return given.service_tier ?? (given.rates ? DEFAULT_TIER : "");
}

/** Both figures of every rate that the new override would change more than fivefold. */
function checkSize(
  given: NewOverride,
  provider: string,
  fromMs: number,
  rates: PriceTerms | null,
  percentOff: Atto | null,
): void {
  if (given.model === undefined) {
    const share = { rate: PERCENT_OFF, above_input_tokens: null, present: "0", proposed: formatAtto(percentOff ?? 0n) };
    if (percentOff !== null && percentOff > 80n * 10n ** 18n) requireConfirmation(given.confirm, [share]);
    return;
  }
  const book = priceBook();
  const host = provider === "" ? (book.anywhere(given.model)?.provider ?? "") : provider;
  const tier = tierOf(given);
  const inForce = (serviceTier: string) => {
    const question = { tenant: given.tenant ?? "", provider: host, model: given.model ?? "", serviceTier };
    return book.inForce({ ...question, atMs: fromMs }) ?? book.inForce({ ...question, atMs: nowMs() });
  };
  const present = inForce(tier);
  if (!present && inForce(DEFAULT_TIER)) throw fault("/service_tier", `has no price of ${host} ${given.model}: add one first`);
  if (!present) return;
  const list = present.price.terms;
  const changes = largeChanges(effectiveTerms(list, present.override), effectiveTerms(list, { rates, percentOff }));
  requireConfirmation(given.confirm, changes);
}

/**
 * Adds agreed rates or a percentage off list.
 * @throws confirmation_required where a rate changes more than fivefold
 */
export async function createOverride(given: NewOverride, author: Author): Promise<OverrideAnswer> {
  await loadPriceBook();
  const provider = given.provider === undefined ? "" : canonicalProvider(given.provider);
  const model = given.model === undefined ? "" : knownModel(provider, given.model);
  const fromMs = given.effective_from ?? nowMs();
  if (given.effective_to !== null && given.effective_to <= fromMs) throw fault("/effective_to", "is not after effective_from");
  const rates: PriceTerms | null = given.rates
    ? { rates: given.rates, ...(given.context_tiers.length > 0 ? { context_tiers: given.context_tiers } : {}) }
    : null;
  const percentOff = given.percent_off === undefined ? null : atto(given.percent_off);
  checkSize(given, provider, fromMs, rates, percentOff);
  const id = uuidv7();
  return changed(id, author, "price_override.create", async (client) => {
    await client.query(
      `INSERT INTO price_override (id, provider, model, tenant, service_tier, effective_from, effective_to, rates, percent_off, note, created_at, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        id,
        provider,
        model,
        given.tenant ?? "",
        tierOf(given),
        new Date(fromMs),
        given.effective_to === null ? null : new Date(given.effective_to),
        rates === null ? null : JSON.stringify(rates),
        percentOff === null ? null : formatAtto(percentOff),
        given.note,
        new Date(nowMs()),
        author.name,
      ],
    );
    return null;
  });
}

/** Sets the end of an override, or with null takes it away. */
export function endOverride(id: string, toMs: number | null, author: Author): Promise<OverrideAnswer> {
  return changed(id, author, "price_override.change", async (client) => {
    const before = await lockOverride(client, id);
    if (before.deleted_at) throw new DomainError("conflict", "This override was withdrawn; make another one instead.");
    if (toMs !== null && toMs <= before.effective_from.getTime()) throw fault("/effective_to", "is not after effective_from");
    await client.query("UPDATE price_override SET effective_to = $2 WHERE id = $1", [id, toMs === null ? null : new Date(toMs)]);
    return before;
  });
}

/** Takes an override out of the book, from its beginning. Withdrawing it again changes nothing. */
export async function withdrawOverride(id: string, author: Author): Promise<OverrideAnswer> {
  const [row] = await queryOverrides(pool(), { id }, null, 1);
  if (row?.deleted_at) return answer(row);
  return changed(id, author, "price_override.delete", async (client) => {
    const before = await lockOverride(client, id);
    await client.query("UPDATE price_override SET deleted_at = coalesce(deleted_at, now()) WHERE id = $1", [id]);
    return before;
  });
}

async function lockOverride(client: pg.PoolClient, id: string): Promise<OverrideRow> {
  await client.query("SELECT FROM price_override WHERE id = $1 FOR UPDATE", [id]);
  const [row] = await queryOverrides(client, { id }, null, 1);
  if (!row) throw new DomainError("not_found", `There is no price override with the id "${id}".`);
  return row;
}

/** One change with its audit entry and version; `change` answers the state before it. */
async function changed(
  id: string,
  author: Author,
  action: string,
  change: (client: pg.PoolClient) => Promise<OverrideRow | null>,
): Promise<OverrideAnswer> {
  const after = await inTransaction(async (client) => {
    const before = await change(client);
    const [row] = await queryOverrides(client, { id }, null, 1);
    if (!row) throw new Error("an override vanished while it was being changed");
    const made = answer(row);
    await author.note(client, { action, subject: `price_override:${id}`, before: before && answer(before), after: made });
    await bumpVersion(client, "prices");
    return made;
  });
  await loadPriceBook();
  return after;
}
