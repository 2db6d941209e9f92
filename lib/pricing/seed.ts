import { createHash } from "node:crypto";
import type pg from "pg";
import { bumpVersion } from "@/lib/platform/change-versions";
import { nowMs } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { CATALOGUE_VERSION, type CatalogueModel, readCatalogue } from "./catalogue";
import { imageModels } from "./image-models";
import { amend, OVERLAY_REVISION, tierHistories } from "./overlay";
import { movePriceEnds, retirePrices } from "./queries/close-prices";
import { findPrices, type PriceRecord } from "./queries/find-prices";
import { insertPrices } from "./queries/insert-prices";
import { upsertCatalogueModels } from "./queries/upsert-catalogue-models";
import { DEFAULT_TIER } from "./service-tiers";
import { canonicalTerms, type PriceTerms } from "./terms";
import { type Span, spanKey, upgradedHistory } from "./timeline";

const SETTING = "price_catalogue";
/** Any number that is ours alone. */
const PRICE_LOCK = 4_100_001;
const INSTALLED_CATALOGUE = `${CATALOGUE_VERSION}+${OVERLAY_REVISION}`;

/** An id that depends on what the row says, so that the same seed makes the same ids everywhere. */
export function priceId(provider: string, model: string, tier: string, fromMs: number, terms: PriceTerms): string {
  const text = [provider, model, tier, fromMs, canonicalTerms(terms)].join("\n");
  return `price_${createHash("sha256").update(text).digest("hex").slice(0, 24)}`;
}

/** Lets one transaction at a time change price rows: instances that start together, and admins. */
export async function lockPrices(client: pg.PoolClient): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock($1)", [PRICE_LOCK]);
}

interface Queryable {
  query: pg.Pool["query"];
}

async function storedVersion(client: Queryable): Promise<string | null> {
  const { rows } = await client.query<{ value: string }>("SELECT value #>> '{}' AS value FROM setting WHERE key = $1", [SETTING]);
  return rows[0]?.value ?? null;
}

/**
 * Brings the stored price book to the installed catalogue. Does nothing when it is there
 * already; safe with any number of instances. Prices in use are never changed: a new figure
 * closes the old row and adds one.
 * @returns whether anything was written
 */
export async function seedPrices(
  version = INSTALLED_CATALOGUE,
  read: () => Promise<CatalogueModel[]> = readCatalogue,
): Promise<boolean> {
  if ((await storedVersion(pool())) === version) return false;
  const catalogue = await read();
  const models = [...catalogue.map(amend), ...imageModels(catalogue)];
  return inTransaction(async (client) => {
    await lockPrices(client);
    if ((await storedVersion(client)) === version) return false;
    await upsertCatalogueModels(client, models, version);
    await upgradePrices(client, models, version);
    await client.query(
      `INSERT INTO setting (key, value, updated_by) VALUES ($1, to_jsonb($2::text), 'system')
       ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, updated_at = now(), updated_by = 'system'`,
      [SETTING, version],
    );
    await bumpVersion(client, "prices");
    return true;
  });
}

const keyOf = (price: { provider: string; model: string; serviceTier: string }) =>
  `${price.provider}\n${price.model}\n${price.serviceTier}`;

async function upgradePrices(client: pg.PoolClient, models: readonly CatalogueModel[], version: string): Promise<void> {
  const stored = new Map<string, PriceRecord[]>();
  for (const row of await findPrices(client, { retired: false })) {
    const rows = stored.get(keyOf(row));
    if (rows) rows.push(row);
    else stored.set(keyOf(row), [row]);
  }
  const added: PriceRecord[] = [];
  const moved: { id: string; toMs: number | null }[] = [];
  const retired: string[] = [];
  for (const model of models) {
    const tiers = [{ tier: DEFAULT_TIER, history: model.history }, ...tierHistories(model)];
    for (const { tier, history } of tiers) {
      const subject = { provider: model.provider, model: model.model, serviceTier: tier };
      const rows = stored.get(keyOf(subject)) ?? [];
      const ours = rows.filter((row) => row.source !== "custom").sort((a, b) => a.fromMs - b.fromMs);
      const custom = rows.filter((row) => row.source === "custom");
      const after = upgradedHistory(ours, history, custom, nowMs());
      const known = new Map(ours.map((row) => [spanKey(row), row]));
      for (const span of after) {
        const row = known.get(spanKey(span));
        if (!row) added.push(record(subject, span, version, model.overlay === true));
        else if (row.toMs !== span.toMs) moved.push({ id: row.id, toMs: span.toMs });
        known.delete(spanKey(span));
      }
      retired.push(...[...known.values()].map((row) => row.id));
    }
  }
  await retirePrices(client, retired);
  await movePriceEnds(client, moved);
  await insertPrices(client, added);
}

function record(
  subject: { provider: string; model: string; serviceTier: string },
  span: Span,
  version: string,
  overlay: boolean,
): PriceRecord {
  return {
    ...subject,
    id: priceId(subject.provider, subject.model, subject.serviceTier, span.fromMs, span.terms),
    fromMs: span.fromMs,
    toMs: span.toMs,
    terms: span.terms,
    source: !overlay && subject.serviceTier === DEFAULT_TIER ? "catalogue" : "overlay",
    catalogueVersion: version,
    createdBy: null,
    note: null,
  };
}
