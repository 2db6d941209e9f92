import { whoMoved } from "@/lib/metering/re-attribution/service";
import type { Reach } from "@/lib/platform/reach";
import { rfc3339 } from "@/lib/platform/time";
import type { EventDetailRow } from "./queries/select-event";

const namesOf = ({ tenant, feature, environment }: Record<"tenant" | "feature" | "environment", string>) => ({
  tenant,
  feature,
  environment,
});

/** The moves of an event's spend; those from or to a tenant beyond reach never were. */
export async function shownMoves(row: EventDetailRow, reach: Reach) {
  const { moves } = row;
  if (!moves || moves.length === 0) return [];
  const whose = await whoMoved([...new Set(moves.map(({ by }) => by))], reach);
  return moves.flatMap((move, at) => {
    const to = moves[at + 1] ?? row;
    if (!reach.has(move.tenant) || !reach.has(to.tenant)) return [];
    const who = whose.get(move.by);
    return [
      {
        at: rfc3339(Date.parse(move.at)),
        from: namesOf(move),
        to: namesOf(to),
        re_attribution_id: who ? move.by : null,
        moved_by: who?.by ?? null,
        reason: who?.reason ?? null,
      },
    ];
  });
}
