import { atto } from "@/lib/platform/decimal";
import type { AlertRow } from "../alert-row";
import { lifeOf, withLife } from "../alert-row";
import { step } from "../model/life";
import type { ChangedAlert } from "../model/speech";
import type { Raised } from "../raised";

/** How far a value is from what was expected; where nothing is, the value itself. */
const distance = ({ actual, expected }: { actual: number | null; expected: number | null }) =>
  actual === null ? 0 : Math.abs(actual - (expected ?? 0));

/** Whether what is told now is at least as bad as what is kept: figures show the worst, not how it faded. */
function atLeastAsBad(row: AlertRow, raised: Raised): boolean {
  if (row.impact_usd !== null && raised.impactUsd !== null) return atto(raised.impactUsd) >= atto(row.impact_usd);
  return distance(raised) >= distance(row);
}

const later = (left: Date, right: Date) => (left > right ? left : right);
const earlier = (left: Date, right: Date) => (left < right ? left : right);

/** An alert with the same fact told again. */
export function amend(row: AlertRow, raised: Raised, now: Date): ChangedAlert {
  const impact = raised.impactUsd === null ? null : atto(raised.impactUsd);
  const { life, happened } = step(lifeOf(row), { kind: "told", severity: raised.severity, impact });
  // What came back is a new outbreak: its own figures count.
  const figures =
    happened.includes("came_back") || atLeastAsBad(row, raised)
      ? {
          actual: raised.actual,
          expected: raised.expected,
          low: raised.low,
          high: raised.high,
          score: raised.score ?? null,
          summary: raised.summary,
          facts: raised.facts,
          contributors: raised.contributors,
          sample: raised.sample ?? row.sample,
        }
      : {};
  return {
    row: {
      ...withLife(row, life, now),
      ...figures,
      usd_per_hour: raised.at >= row.last_at ? raised.usdPerHour : row.usd_per_hour,
      began: earlier(row.began, raised.began),
      first_at: earlier(row.first_at, raised.at),
      last_at: later(row.last_at, raised.at),
      tenants: [...new Set([...row.tenants, ...raised.tenants])].sort(),
      // Told of an open period once, it is no matter of a closed one alone.
      since_close: row.since_close && raised.sinceClose,
    },
    happened,
  };
}
