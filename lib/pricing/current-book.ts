import { inTransaction } from "@/lib/platform/database";
import { singleton } from "@/lib/platform/singleton";
import { PriceBook } from "./price-book";
import { findBookModels } from "./queries/find-book-models";
import { findBookOverrides } from "./queries/find-book-overrides";
import { findPrices } from "./queries/find-prices";

const holder = singleton("priceBook", () => ({ book: null as PriceBook | null }));

/** The prices as this process knows them now: a snapshot that other instances' changes replace within a second. */
export function priceBook(): PriceBook {
  if (!holder.book) throw new Error("The price book has not been loaded: ensurePriceBook comes first");
  return holder.book;
}

/** Reads the price book from the database and puts it in the place of the one in memory. */
export async function loadPriceBook(): Promise<void> {
  holder.book = await inTransaction(async (client) => {
    const models = await findBookModels(client);
    const prices = await findPrices(client, { retired: false });
    return new PriceBook(models, prices, await findBookOverrides(client));
  }, "repeatable read");
}
