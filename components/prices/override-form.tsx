"use client";

import { Alert, Button, Group, SegmentedControl, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { Controller, useForm } from "react-hook-form";

export interface OverrideEntry {
  provider?: string;
  model?: string;
  tenant?: string;
  percent_off?: string;
  rates?: Record<string, string>;
  note?: string;
}

interface OverrideFormProps {
  saving: boolean;
  problem: string | null;
  confirmation: string | null;
  onSave: (entry: OverrideEntry, confirmed: boolean) => void;
  onCancel: () => void;
}

interface Fields {
  provider: string;
  model: string;
  tenant: string;
  kind: "percent" | "rates";
  percent: string;
  input: string;
  output: string;
  cacheRead: string;
  note: string;
}

const DECIMAL = /^\d+(\.\d+)?$/;
const number = (text: string) => !text || DECIMAL.test(text.trim()) || "A number such as 2.5";

function given(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).flatMap(([name, text]) => (text.trim() ? [[name, text.trim()]] : [])));
}

function entryOf(fields: Fields): OverrideEntry {
  const { provider, model, tenant, note } = fields;
  return {
    ...given({ provider, model, tenant, note }),
    ...(fields.kind === "percent"
      ? { percent_off: fields.percent.trim() }
      : { rates: given({ input: fields.input, output: fields.output, cache_read: fields.cacheRead }) }),
  };
}

/** What was agreed with a provider: a percentage off list, or rates of one model. */
export function OverrideForm({ saving, problem, confirmation, onSave, onCancel }: OverrideFormProps) {
  const { register, control, handleSubmit, watch, formState } = useForm<Fields>({
    defaultValues: {
      provider: "",
      model: "",
      tenant: "",
      kind: "percent",
      percent: "",
      input: "",
      output: "",
      cacheRead: "",
      note: "",
    },
  });
  const { errors } = formState;
  const kind = watch("kind");
  return (
    <form onSubmit={handleSubmit((fields) => onSave(entryOf(fields), confirmation !== null))} noValidate>
      <Stack gap="sm">
        {problem ? (
          <Alert role="alert" color="red" variant="outline" c="var(--mantine-color-text)">
            {problem}
          </Alert>
        ) : null}
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
          <TextInput label="Provider" description="Empty: every one" {...register("provider")} />
          <TextInput
            label="Model"
            description={kind === "rates" ? "The one with these rates" : "Empty: every one"}
            error={errors.model?.message}
            {...register("model", {
              validate: (text) => kind === "percent" || text.trim() !== "" || "Rates are those of one model",
            })}
          />
          <TextInput label="Tenant" description="Empty: every one" {...register("tenant")} />
        </SimpleGrid>
        <Controller
          control={control}
          name="kind"
          render={({ field }) => (
            <SegmentedControl
              aria-label="Kind of override"
              value={field.value}
              onChange={field.onChange}
              data={[
                { value: "percent", label: "Percent off list" },
                { value: "rates", label: "Agreed rates" },
              ]}
              style={{ alignSelf: "flex-start" }}
            />
          )}
        />
        {kind === "percent" ? (
          <TextInput
            label="Percent off"
            inputMode="decimal"
            maw={200}
            error={errors.percent?.message}
            {...register("percent", { validate: (text) => DECIMAL.test(text.trim()) || "A number from 0 to 100" })}
          />
        ) : (
          <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
            <TextInput
              label="Input"
              description="$ per million tokens"
              inputMode="decimal"
              error={errors.input?.message}
              {...register("input", { validate: number })}
            />
            <TextInput
              label="Output"
              description="$ per million tokens"
              inputMode="decimal"
              error={errors.output?.message}
              {...register("output", { validate: number })}
            />
            <TextInput
              label="Cache read"
              description="$ per million tokens"
              inputMode="decimal"
              error={errors.cacheRead?.message}
              {...register("cacheRead", { validate: number })}
            />
          </SimpleGrid>
        )}
        <TextInput label="Note" {...register("note")} />
        {confirmation ? (
          <Alert role="alert" color="yellow" variant="outline" title="Is that meant?" c="var(--mantine-color-text)">
            {confirmation}
          </Alert>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            {confirmation ? "Yes, save it" : "Save the override"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
