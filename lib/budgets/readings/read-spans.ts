import { isDomainError } from "@/lib/platform/errors";
import type { Period } from "@/lib/platform/time";
import type { UsageAmount, UsageReader } from "@/lib/spend/service";
import { isFromEvents } from "../model/scope";

/**
 * What was used in each of neighbouring periods, in their order: one reading, or where it is added up from events one a period. Periods
 * whose events retention has removed are null.
 */
export async function readSpans(
  reader: UsageReader,
  scope: Record<string, readonly string[]>,
  spans: readonly Period[],
): Promise<(UsageAmount[] | null)[]> {
  const groupBy = Object.keys(scope);
  const read = async (together: readonly Period[]): Promise<(UsageAmount[] | null)[]> => {
    const cuts = [...together.map(({ startMs }) => startMs), together.at(-1)?.endMs ?? 0];
    const { rows } = await reader.sum({ groupBy, filters: scope, cuts });
    return together.map((_, at) => rows.filter((row) => row.period === at));
  };
  if (!isFromEvents(groupBy)) return spans.length > 0 ? read(spans) : [];
  const found: (UsageAmount[] | null)[] = [];
  for (const span of spans) {
    try {
      found.push(...(await read([span])));
    } catch (error) {
      if (!isDomainError(error)) throw error;
      found.push(null);
    }
  }
  return found;
}
