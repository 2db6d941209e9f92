"use client";

import { Button, Group, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "react-hook-form";
import { type Fault, faultAt } from "@/components/ui/fault";
import { FormProblem } from "@/components/ui/form-problem";
import { isAmount, plainAmount } from "./budget-fields";
import type { Measure } from "./words";

export interface IncreaseEntry {
  amount: string;
  /** The last day it holds, YYYY-MM-DD. */
  lastDay: string;
  reason: string;
}

interface IncreaseFormProps {
  measure: Measure;
  saving: boolean;
  problem: string | null;
  faults: readonly Fault[];
  onSave: (entry: IncreaseEntry) => void;
  onCancel: () => void;
}

/** Adds to a limit for a while. */
export function IncreaseForm({ measure, saving, problem, faults, onSave, onCancel }: IncreaseFormProps) {
  const { register, handleSubmit, formState } = useForm<IncreaseEntry>({
    defaultValues: { amount: "", lastDay: "", reason: "" },
  });
  const { errors } = formState;
  return (
    <form onSubmit={handleSubmit((entry) => onSave({ ...entry, amount: plainAmount(entry.amount) }))} noValidate>
      <Stack gap="sm">
        <FormProblem message={problem} faults={faults} />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput
            label="Added to the limit"
            description={measure === "cost" ? "In US dollars" : `In ${measure}`}
            inputMode="decimal"
            data-autofocus
            error={errors.amount?.message ?? faultAt(faults, "/amount")}
            {...register("amount", { validate: (text) => isAmount(text) || "A number above 0, such as 50" })}
          />
          <TextInput
            label="Until the end of"
            description="From now on; then the limit falls back"
            type="date"
            error={errors.lastDay?.message ?? faultAt(faults, "/until")}
            {...register("lastDay", { required: "Say when it ends" })}
          />
        </SimpleGrid>
        <Textarea
          label="Why"
          description="Kept in the limit's history"
          autosize
          minRows={2}
          error={errors.reason?.message ?? faultAt(faults, "/reason")}
          {...register("reason", { validate: (text) => text.trim() !== "" || "Say why" })}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            Increase the limit
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
