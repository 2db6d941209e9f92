"use client";

import { rangeDates } from "@/app/hooks/range";
import { useConsole } from "@/app/hooks/use-console";
import { useNow } from "@/app/hooks/use-now";
import type { RangeState } from "@/app/hooks/use-range";
import { Freshness } from "@/components/filters/freshness";
import { RangeBar } from "@/components/filters/range-bar";

interface RangedProps {
  range: RangeState;
  updatedAtMs?: number | undefined;
  failing?: boolean;
}

/** The range bar bound to the address. */
export function Ranged({ range, updatedAtMs, failing = false }: RangedProps) {
  const { organisation } = useConsole();
  return (
    <RangeBar
      preset={range.choice.preset}
      dates={rangeDates(range.range, range.zone)}
      zone={range.zone}
      defaultZone={organisation.timezone}
      onPreset={range.setPreset}
      onDates={range.setDates}
      onZone={range.setZone}
    >
      <Updated updatedAtMs={updatedAtMs} failing={failing} />
    </RangeBar>
  );
}

/** Apart from the rest, since it renders each second. */
function Updated({ updatedAtMs, failing }: { updatedAtMs: number | undefined; failing: boolean }) {
  return <Freshness updatedAtMs={updatedAtMs} nowMs={useNow()} failing={failing} />;
}
