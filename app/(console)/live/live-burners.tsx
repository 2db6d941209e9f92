"use client";

import { NativeSelect, SegmentedControl, Skeleton } from "@mantine/core";
import { useMemo } from "react";
import { listText } from "@/app/hooks/list-text";
import { placeHref, stopHref } from "@/app/hooks/place";
import { useConsole } from "@/app/hooks/use-console";
import type { LiveChoice } from "@/app/hooks/use-live";
import { dimensionLabel } from "@/components/filters/dimensions";
import { burnerColumns } from "@/components/live/burner-columns";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";
import { LIVE_DIMENSIONS, type LiveDimension } from "@/lib/spend/live/choices";
import type { LiveAnswer } from "@/lib/spend/live/contract";
import { compareHref } from "../compare/compare-place";

const ORDERS = [
  { value: "cost", label: "Dollars" },
  { value: "tokens", label: "Tokens" },
  { value: "requests", label: "Requests" },
  { value: "rate_limited", label: "429" },
  { value: "server_errors", label: "5xx" },
] as const;

/** What to split a value by once one looks at it alone. */
const NEXT: Record<LiveDimension, LiveDimension> = {
  tenant: "feature",
  feature: "tenant",
  environment: "tenant",
  provider: "model",
  model: "tenant",
  key: "tenant",
};

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** One value of each filter: what a stop takes. */
function single(filters: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filters).flatMap(([name, [value, ...more]]) => (value && more.length === 0 ? [[name, value]] : [])),
  );
}

export function LiveBurners({ choice, answer }: { choice: LiveChoice; answer: LiveAnswer | undefined }) {
  const { organisation, user } = useConsole();
  const { window, by, order, filter } = choice;
  const mayStop = user.role === "admin" || user.role === "engineer";
  const from = answer?.window.from;
  const shownBy = answer?.by ?? by;
  const columns = useMemo(() => {
    const zone = organisation.timezone;
    const fromMs = from ? Date.parse(from) : Date.now();
    const range = { fromMs, toMs: fromMs + (Number(window) + 1) * 60_000 };
    const filtersOf = (value: string) => ({ ...filter.filters, [shownBy]: [value] });
    return burnerColumns(shownBy, {
      only: (value) => {
        const query = new URLSearchParams({ window, by: NEXT[shownBy], order });
        for (const [name, values] of Object.entries(filtersOf(value))) query.set(name, listText(values));
        return `/live?${query}`;
      },
      requests: (value) => placeHref("/events", { range, zone, filters: filtersOf(value) }),
      compare: (value) => compareHref(filtersOf(value)),
      stop: mayStop ? (value) => stopHref({ ...single(filter.filters), [shownBy]: value }) : null,
      rotate: (value) => (shownBy === "key" && UUID.test(value) ? `/keys/${value}` : null),
    });
  }, [organisation.timezone, from, window, order, filter.filters, shownBy, mayStop]);
  const isOrder = ORDERS.find(({ value }) => value === order);
  return (
    <Panel
      title="Top burners"
      description={`The biggest by ${isOrder?.label.toLowerCase()} in the last ${window} minutes; "was" is an hour ago.`}
      actions={
        <>
          <NativeSelect
            size="xs"
            aria-label="By"
            value={by}
            onChange={({ currentTarget: { value } }) =>
              choice.choose({ by: LIVE_DIMENSIONS.find((one) => one === value) ?? "tenant" })
            }
            data={LIVE_DIMENSIONS.map((name) => ({ value: name, label: dimensionLabel(name) }))}
          />
          <SegmentedControl
            size="xs"
            aria-label="Order"
            value={order}
            onChange={(next) => choice.choose({ order: ORDERS.find(({ value }) => value === next)?.value ?? "cost" })}
            data={[...ORDERS]}
          />
        </>
      }
    >
      {!answer ? (
        <Skeleton height={280} />
      ) : answer.rows.length === 0 ? (
        <NothingHere title={`No call in the last ${window} minutes`}>
          Events that are reported late enter at their own time; older usage is in Explore.
        </NothingHere>
      ) : (
        <DataTable caption="Burners, the biggest first" columns={columns} rows={answer.rows} rowKey={({ value }) => value} />
      )}
    </Panel>
  );
}
