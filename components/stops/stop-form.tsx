"use client";

import {
  Button,
  Checkbox,
  Group,
  NativeSelect,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import type { ReactNode } from "react";
import { Controller, useForm } from "react-hook-form";
import { isAmount, plainAmount } from "@/components/budgets/budget-fields";
import { type Fault, faultAt } from "@/components/ui/fault";
import { FormProblem } from "@/components/ui/form-problem";

export interface StopEntry {
  scope: Record<string, string[]>;
  everything: boolean;
  mode: "block" | "throttle";
  rate: string;
  unit: "requests" | "usd";
  reason: string;
  /** Minutes from now, as text; "" until it is lifted. */
  minutes: string;
}

interface StopFormProps {
  /** Filled in already: what an alert or the live page found. */
  start?: Partial<Pick<StopEntry, "scope" | "reason">>;
  scopeEditor: (scope: StopEntry["scope"], onChange: (scope: StopEntry["scope"]) => void) => ReactNode;
  /** Who may not set one without an end is not offered it. */
  mayStayForever: boolean;
  saving: boolean;
  problem: string | null;
  faults: readonly Fault[];
  onSave: (entry: StopEntry) => void;
  onCancel: () => void;
}

const EXPIRIES = [
  { value: "15", label: "15 minutes" },
  { value: "60", label: "1 hour" },
  { value: "240", label: "4 hours" },
  { value: "1440", label: "1 day" },
  { value: "10080", label: "7 days" },
  { value: "43200", label: "30 days" },
];

const START: StopEntry = { scope: {}, everything: false, mode: "block", rate: "", unit: "requests", reason: "", minutes: "60" };

/** Stops or slows down calls, with a reason and an end. */
export function StopForm({ start, scopeEditor, mayStayForever, saving, problem, faults, onSave, onCancel }: StopFormProps) {
  const { register, control, handleSubmit, watch, setValue, formState } = useForm<StopEntry>({
    defaultValues: { ...START, ...start },
  });
  const { errors } = formState;
  const [scope, mode] = watch(["scope", "mode"]);
  const empty = Object.keys(scope).length === 0;
  return (
    <form onSubmit={handleSubmit((entry) => onSave({ ...entry, rate: plainAmount(entry.rate) }))} noValidate>
      <Stack gap="sm">
        <FormProblem message={problem} faults={faults} />
        <div>
          <Text size="sm" fw={600}>
            Which calls
          </Text>
          <Text size="xs" c="dimmed" mb={6}>
            Those that have every value chosen. In a model, * stands for any characters.
          </Text>
          {scopeEditor(scope, (next) => setValue("scope", next))}
          {empty ? (
            <Checkbox
              label="Every call of everybody"
              error={errors.everything?.message}
              {...register("everything", {
                validate: (everything, entry) =>
                  everything || Object.keys(entry.scope).length > 0 || "Choose which calls, or say that all are meant",
              })}
            />
          ) : null}
        </div>
        <Controller
          control={control}
          name="mode"
          render={({ field }) => (
            <SegmentedControl
              aria-label="What happens to them"
              value={field.value}
              onChange={field.onChange}
              data={[
                { value: "block", label: "Block" },
                { value: "throttle", label: "Throttle" },
              ]}
              style={{ alignSelf: "flex-start" }}
            />
          )}
        />
        {mode === "throttle" ? (
          <SimpleGrid cols={2} spacing="sm">
            <TextInput
              label="At most"
              inputMode="decimal"
              error={errors.rate?.message ?? faultAt(faults, "/requests_per_minute", "/usd_per_minute")}
              {...register("rate", { validate: (text) => isAmount(text) || "A number above 0" })}
            />
            <NativeSelect
              label="Of"
              data={[
                { value: "requests", label: "requests a minute" },
                { value: "usd", label: "dollars a minute" },
              ]}
              {...register("unit")}
            />
          </SimpleGrid>
        ) : null}
        <Textarea
          label="Why"
          description="Those who are stopped read it"
          autosize
          minRows={2}
          error={errors.reason?.message ?? faultAt(faults, "/reason")}
          {...register("reason", { validate: (text) => text.trim() !== "" || "Say why, for those who are stopped by it" })}
        />
        <NativeSelect
          label="Ends by itself after"
          maw={260}
          data={[...EXPIRIES, ...(mayStayForever ? [{ value: "", label: "never: until it is lifted" }] : [])]}
          error={faultAt(faults, "/expires_at")}
          {...register("minutes")}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" color="red.9" loading={saving}>
            {mode === "block" ? "Block these calls" : "Throttle these calls"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
