import { onVersionChange } from "@/lib/platform/change-versions";
import { log } from "@/lib/platform/log";
import { singleton } from "@/lib/platform/singleton";
import { loadPriceBook } from "./current-book";
import { seedPrices } from "./seed";

/** Pricing: what a usage costs, and where its prices come from. The one door of this room. */
export { priceBook } from "./current-book";
export { createOverride, endOverride, listOverrides, withdrawOverride } from "./overrides";
export type { PriceBook } from "./price-book";
export { createPrice, listPrices, readPrice } from "./prices";
export { canonicalProvider } from "./providers";
export { readDeprecatedModels } from "./queries/read-deprecated-models";
export { tryMatch } from "./try-match";

const watch = singleton("priceBookWatch", () => ({ started: false }));

/**
 * At start: seeds or upgrades the stored prices, loads them, and follows every later change.
 * @returns whether prices were seeded or upgraded: usage without a price may have one now
 */
export async function ensurePriceBook(): Promise<boolean> {
  const started = performance.now();
  const seeded = await seedPrices();
  await loadPriceBook();
  if (!watch.started) {
    watch.started = true;
    onVersionChange("prices", loadPriceBook);
  }
  log().info({ seeded, ms: Math.round(performance.now() - started) }, "the price book is ready");
  return seeded;
}
