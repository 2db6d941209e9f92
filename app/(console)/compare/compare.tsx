"use client";

import { Button, Group, NativeSelect, Skeleton, TextInput } from "@mantine/core";
import Link from "next/link";
import { parseAsIsoDateTime, parseAsStringLiteral, useQueryStates } from "nuqs";
import { COMPARED, comparedPeriods, LENGTHS } from "@/app/hooks/compared-periods";
import { instantOfLocal, localText } from "@/app/hooks/local-instant";
import { placeHref } from "@/app/hooks/place";
import type { Range } from "@/app/hooks/range";
import { useConsole } from "@/app/hooks/use-console";
import { useFilters } from "@/app/hooks/use-filters";
import { useQuarterHour } from "@/app/hooks/use-now";
import { useSpend } from "@/app/hooks/use-spend";
import { compareColumns } from "@/components/compare/compare-columns";
import { compareRows } from "@/components/compare/compare-rows";
import { formatInstantShort } from "@/components/format/time";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { ApiProblem } from "../api-problem";
import { Filters } from "../filters";

const KEYS = {
  with: parseAsStringLiteral(COMPARED),
  hours: parseAsStringLiteral(LENGTHS).withDefault("1"),
  at: parseAsIsoDateTime,
};

const KINDS = [
  { value: "hours", label: "with the time just before" },
  { value: "day", label: "with the same time a day ago" },
  { value: "week", label: "with the same time a week ago" },
  { value: "around", label: "before and after a moment" },
];
const LENGTH_NAMES = { "1": "1 hour", "4": "4 hours", "24": "a day", "168": "a week" } as const;

/** Did the fix help? Two periods of one scope side by side. */
export function Compare() {
  const zone = useConsole().organisation.timezone;
  const filter = useFilters();
  const nowMs = useQuarterHour();
  const [state, setState] = useQueryStates(KEYS, { history: "push" });
  const kind = state.with ?? (state.at ? "around" : "hours");
  const atMs = state.at?.getTime() ?? nowMs - 3_600_000;
  const { a, b } = comparedPeriods({ kind, hours: Number(state.hours), atMs }, nowMs);
  const question = (range: Range) => ({ range, zone, filters: filter.filters });
  const before = useSpend(question(a));
  const after = useSpend(question(b));
  const error = before.error ?? after.error;
  const requestsOf = (range: Range) => placeHref("/events", { range, zone, filters: filter.filters });
  const name = ({ fromMs, toMs }: Range) => `${formatInstantShort(fromMs, zone)} to ${formatInstantShort(toMs, zone)}`;
  return (
    <>
      <PageHeader
        title="Compare"
        description="Two periods of the same length side by side: whether a fix helped, or only the traffic changed."
      />
      <Filters state={filter} label="Choose what for" />
      <Group gap="sm" mb="md" align="flex-end">
        <NativeSelect
          size="xs"
          label="Length"
          value={state.hours}
          onChange={({ currentTarget: { value } }) => void setState({ hours: LENGTHS.find((each) => each === value) ?? null })}
          data={LENGTHS.map((value) => ({ value, label: LENGTH_NAMES[value] }))}
        />
        <NativeSelect
          size="xs"
          label="Compared"
          value={kind}
          onChange={({ currentTarget: { value } }) => void setState({ with: COMPARED.find((each) => each === value) ?? null })}
          data={KINDS}
        />
        {kind === "around" ? (
          <TextInput
            size="xs"
            type="datetime-local"
            label={`The moment (${zone})`}
            value={localText(atMs, zone)}
            onChange={({ currentTarget: { value } }) => {
              const ms = instantOfLocal(value, zone);
              if (ms !== null) void setState({ at: new Date(ms) });
            }}
          />
        ) : null}
      </Group>
      <Panel
        title="Side by side"
        description={`${name(a)}, and ${name(b)}. Periods begin and end at quarter hours.`}
        actions={
          <>
            <Button component={Link} size="xs" variant="default" href={requestsOf(a)}>
              Requests before
            </Button>
            <Button component={Link} size="xs" variant="default" href={requestsOf(b)}>
              Requests after
            </Button>
          </>
        }
      >
        {error && !(before.data && after.data) ? (
          <ApiProblem
            title="The periods cannot be read"
            error={error}
            onRetry={() => Promise.all([before.refetch(), after.refetch()])}
          />
        ) : !before.data || !after.data ? (
          <Skeleton height={380} />
        ) : Number(before.data.total.requests) + Number(after.data.total.requests) === 0 ? (
          <NothingHere title="No call in either period">Choose a longer time or take filters off.</NothingHere>
        ) : (
          <DataTable
            caption="Two periods side by side"
            columns={compareColumns("Before", "After")}
            rows={compareRows(before.data.total, after.data.total)}
            rowKey={(row) => row.name}
          />
        )}
      </Panel>
    </>
  );
}
