"use client";

import { useConsole } from "@/app/hooks/use-console";
import { endedStopColumns } from "@/components/stops/stop-columns";
import { NothingHere } from "@/components/ui/nothing-here";
import { StopList } from "./stop-list";

export function EndedStops() {
  const { organisation } = useConsole();
  return (
    <StopList
      state="ended"
      title="Ended"
      caption="Stops that ended, newest first"
      columns={endedStopColumns(organisation.timezone)}
      empty={<NothingHere title="No stop has ended yet">One that expires or is lifted stays here, with who and why.</NothingHere>}
    />
  );
}
