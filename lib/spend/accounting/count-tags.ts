import { lockRollups, noteCountedTags, readBorder } from "@/lib/metering/service";
import { inTransaction, pool } from "@/lib/platform/database";
import { comparable } from "./check-accounting";
import { monthSteps, rebuildMonth, rebuildTags } from "./rebuild-slice";
import { cutSlices } from "./slices";

const SLICE_REQUESTS = 200_000;

/** The tags whose rollups hold every event that is kept. */
export async function countedTags(): Promise<readonly string[]> {
  return (await readBorder(pool())).countedTags;
}

/**
 * Brings the rollups in line with the tags that are declared: what was recorded before a tag's declaration is
 * counted from its events, while ingest waits, and from that moment every new event. So a tag never has a part
 * of its usage. Safe to call from several instances.
 * @returns whether anything changed
 */
export async function followDeclaredTags(names: readonly string[]): Promise<boolean> {
  const declared = [...new Set(names)];
  const isCounted = (counted: readonly string[]) =>
    counted.length === declared.length && declared.every((tag) => counted.includes(tag));
  if (isCounted(await countedTags())) return false;
  return inTransaction(async (client) => {
    await lockRollups(client, "exclusive");
    const border = await readBorder(client);
    if (isCounted(border.countedTags)) return false;
    const added = declared.filter((tag) => !border.countedTags.includes(tag));
    const range = added.length > 0 ? await comparable(client, {}) : null;
    const slices = range ? await cutSlices(client, range, range.dayZone, SLICE_REQUESTS) : [];
    for (const slice of slices) await rebuildTags(client, slice, new Date(border.foldedUntilMs), added);
    for (const step of range ? monthSteps(range, range.dayZone) : []) {
      if (step.table !== "rollup_month") await rebuildMonth(client, step);
    }
    await noteCountedTags(client, declared);
    return true;
  });
}
