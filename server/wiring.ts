import { loadOrganisation } from "@/lib/platform/organisation";
import { ensurePriceBook } from "@/lib/pricing/service";

/** What every start brings up to date in the database, after the schema. */
export async function prepareContents(): Promise<void> {
  await ensurePriceBook();
  await loadOrganisation();
}
