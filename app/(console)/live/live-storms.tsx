"use client";

import { Skeleton, Text } from "@mantine/core";
import { useMemo } from "react";
import { placeHref, stopHref } from "@/app/hooks/place";
import { useConsole } from "@/app/hooks/use-console";
import type { LiveChoice } from "@/app/hooks/use-live";
import { formatCount } from "@/components/format/number";
import { stormColumns } from "@/components/live/storm-columns";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";
import type { LiveAnswer } from "@/lib/spend/live/contract";

export function LiveStorms({ choice, answer }: { choice: LiveChoice; answer: LiveAnswer | undefined }) {
  const { organisation, user } = useConsole();
  const mayStop = user.role === "admin" || user.role === "engineer";
  const columns = useMemo(() => {
    const zone = organisation.timezone;
    return stormColumns(zone, {
      requests: ({ correlation_id, tenant, first_at, last_at }) =>
        placeHref("/events", {
          range: { fromMs: Date.parse(first_at), toMs: Date.parse(last_at) + 1 },
          zone,
          filters: { tenant: [tenant] },
          correlationId: correlation_id,
        }),
      stop: mayStop
        ? ({ tenant, feature, correlation_id }) => stopHref({ tenant, feature }, `Retry storm of ${correlation_id}`.slice(0, 200))
        : null,
    });
  }, [organisation.timezone, mayStop]);
  return (
    <Panel
      title="Retry storms"
      description="Correlation ids with four calls or more, or a fourth attempt: the same user action again and again. Many ids with a call each are real growth."
    >
      {!answer ? (
        <Skeleton height={120} />
      ) : answer.storms.items.length === 0 ? (
        <NothingHere title={`No retry storm in the last ${choice.window} minutes`}>
          Only calls that are sent with a correlation_id can be told apart.
        </NothingHere>
      ) : (
        <DataTable
          caption="Retry storms, most calls first"
          columns={columns}
          rows={answer.storms.items}
          rowKey={({ tenant, correlation_id }) => `${tenant} ${correlation_id}`}
        />
      )}
      {answer ? (
        <Text size="xs" c={answer.storms.complete ? "dimmed" : "var(--cw-warn)"} mt="xs">
          {answer.storms.complete
            ? `All ${formatCount(answer.storms.events)} events of the window were looked at.`
            : `Looked at the newest ${formatCount(answer.storms.events)} events of the tenants that retry and fail most: there may be more storms.`}
        </Text>
      ) : null}
    </Panel>
  );
}
