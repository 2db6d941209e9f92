"use client";

import { Group, MultiSelect, Select } from "@mantine/core";
import { MEASURE_FACTS, MEASURES } from "@/app/hooks/measures";
import { type ExploreState, isUnitChoice, MOST_GROUPINGS } from "@/app/hooks/use-explore";
import { dimensionLabel } from "@/components/filters/dimensions";
import { CopyText } from "@/components/ui/copy-text";

const UNITS = [
  { value: "auto", label: "Automatic" },
  { value: "hour", label: "Hours" },
  { value: "day", label: "Days" },
  { value: "week", label: "Weeks" },
  { value: "month", label: "Months" },
];

/** What is measured, by what it is grouped, and how finely. */
export function ExploreControls({ state }: { state: ExploreState }) {
  const { filter, groupBy, measure, unitChoice } = state;
  return (
    <Group gap="sm" mb="md" align="flex-end">
      <MultiSelect
        label="Group by"
        data={filter.dimensions.map((name) => ({ value: name, label: dimensionLabel(name) }))}
        value={[...groupBy]}
        onChange={state.setGroupBy}
        maxValues={MOST_GROUPINGS}
        miw={220}
        maw="100%"
        size="sm"
      />
      <Select
        label="Measure"
        data={MEASURES.map((name) => ({ value: name, label: MEASURE_FACTS[name].label }))}
        value={measure}
        onChange={(value) => {
          const chosen = MEASURES.find((name) => name === value);
          if (chosen) state.setMeasure(chosen);
        }}
        allowDeselect={false}
        w={150}
        size="sm"
      />
      <Select
        label="Periods"
        data={UNITS}
        value={unitChoice}
        onChange={(value) => value && isUnitChoice(value) && state.setUnit(value)}
        allowDeselect={false}
        w={130}
        size="sm"
      />
      <CopyText text={() => window.location.href} label="Copy link" />
    </Group>
  );
}
