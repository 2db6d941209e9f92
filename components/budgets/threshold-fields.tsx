"use client";

import { SimpleGrid, Stack, TagsInput, TextInput } from "@mantine/core";
import { type Control, Controller, type UseFormRegister } from "react-hook-form";
import { type Fault, faultAt } from "@/components/ui/fault";
import type { BudgetFields } from "./budget-fields";

interface ThresholdFieldsProps {
  control: Control<BudgetFields>;
  register: UseFormRegister<BudgetFields>;
  faults: readonly Fault[];
}

const PERCENT = /^\d{1,4}(\.\d{1,2})?%?$/;

function percents(texts: string[]): true | string {
  return texts.every((text) => PERCENT.test(text.trim())) || "Percentages of the limit, such as 80";
}

function multiple(text: string): true | string {
  return text.trim() === "" || /^\d+(\.\d+)?$/.test(text.trim()) || "A number such as 14.4";
}

/** What becomes a fact once it is reached. */
export function ThresholdFields({ control, register, faults }: ThresholdFieldsProps) {
  const list = (name: "actual" | "forecast", label: string, description: string) => (
    <Controller
      control={control}
      name={name}
      rules={{ validate: percents }}
      render={({ field, fieldState }) => (
        <TagsInput
          label={label}
          description={description}
          value={field.value}
          onChange={field.onChange}
          splitChars={[",", ";", " "]}
          maxTags={10}
          inputMode="decimal"
          error={fieldState.error?.message}
        />
      )}
    />
  );
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        {list("actual", "Percent spent", "Known within a second of the call that crosses it")}
        {list("forecast", "Percent forecast", "Once the period, or the window, is expected to reach it")}
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <Controller
          control={control}
          name="fast"
          rules={{ validate: multiple }}
          render={({ field, fieldState }) => (
            <TextInput
              label="Fast burn rate"
              description="In 1 hour, times the even pace; empty: none"
              inputMode="decimal"
              error={fieldState.error?.message}
              {...field}
            />
          )}
        />
        <TextInput
          label="Slow burn rate"
          description="In 6 hours, times the even pace; empty: none"
          inputMode="decimal"
          error={faultAt(faults, "/thresholds")}
          {...register("slow", { validate: multiple })}
        />
      </SimpleGrid>
    </Stack>
  );
}
