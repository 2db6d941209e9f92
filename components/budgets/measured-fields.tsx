"use client";

import { NativeSelect, SegmentedControl, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { type Control, Controller, type UseFormRegister } from "react-hook-form";
import { type Fault, faultAt } from "@/components/ui/fault";
import type { BudgetFields } from "./budget-fields";
import { MEASURE_NAMES } from "./words";

interface MeasuredFieldsProps {
  control: Control<BudgetFields>;
  register: UseFormRegister<BudgetFields>;
  kind: BudgetFields["kind"];
  faults: readonly Fault[];
  /** Chooses dimensions and values, with suggestions. */
  scopeEditor: ReactNode;
}

const PERIODS = [
  { value: "month", label: "Each month" },
  { value: "week", label: "Each week" },
  { value: "day", label: "Each day" },
  { value: "hour", label: "Each hour" },
  { value: "quarter", label: "Each quarter" },
  { value: "year", label: "Each year" },
  { value: "rolling", label: "A rolling window" },
  { value: "fixed", label: "A fixed range of days" },
];

const EACH = [
  { value: "", label: "No: one for all of it" },
  { value: "tenant", label: "Each tenant" },
  { value: "user", label: "Each user" },
  { value: "key", label: "Each key" },
];

/** What is counted and over which time. It stays for the life of a budget. */
export function MeasuredFields({ control, register, kind, faults, scopeEditor }: MeasuredFieldsProps) {
  return (
    <Stack gap="sm">
      <div>
        <Text size="sm" fw={600}>
          For
        </Text>
        <Text size="xs" c="dimmed" mb={6}>
          Nothing chosen: the whole company.
        </Text>
        {scopeEditor}
        {faultAt(faults, "/scope") ? (
          <Text size="xs" c="var(--mantine-color-error)">
            {faultAt(faults, "/scope")}
          </Text>
        ) : null}
      </div>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <NativeSelect
          label="A budget for each?"
          description="Every value, present and future, that has none of its own"
          data={EACH}
          error={faultAt(faults, "/each")}
          {...register("each")}
        />
        <NativeSelect
          label="Period"
          description="Of the organisation's calendar, in its time zone"
          data={PERIODS}
          error={faultAt(faults, "/period")}
          {...register("kind")}
        />
      </SimpleGrid>
      {kind === "rolling" ? (
        <TextInput
          label="Days of the window"
          inputMode="numeric"
          maw={200}
          error={faultAt(faults, "/period/days")}
          {...register("days")}
        />
      ) : null}
      {kind === "fixed" ? (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput label="First day" type="date" error={faultAt(faults, "/period/from")} {...register("from")} />
          <TextInput label="Last day" type="date" error={faultAt(faults, "/period/to")} {...register("lastDay")} />
        </SimpleGrid>
      ) : null}
      <Controller
        control={control}
        name="measure"
        render={({ field }) => (
          <SegmentedControl
            aria-label="What is counted"
            value={field.value}
            onChange={field.onChange}
            data={(["cost", "tokens", "requests"] as const).map((value) => ({ value, label: MEASURE_NAMES[value] }))}
            style={{ alignSelf: "flex-start" }}
          />
        )}
      />
    </Stack>
  );
}
