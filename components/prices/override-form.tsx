"use client";

import { NativeSelect, SegmentedControl, SimpleGrid, TextInput } from "@mantine/core";
import { Controller, useForm } from "react-hook-form";
import { DECIMAL, isDecimal, PriceFields, type SavingProps } from "./price-fields";

export interface OverrideEntry {
  provider?: string;
  model?: string;
  tenant?: string;
  service_tier?: string;
  percent_off?: string;
  rates?: Record<string, string>;
  note?: string;
}

interface OverrideFormProps extends SavingProps {
  onSave: (entry: OverrideEntry, confirmed: boolean) => void;
}

interface Fields {
  provider: string;
  model: string;
  tenant: string;
  tier: string;
  kind: "percent" | "rates";
  percent: string;
  input: string;
  output: string;
  cacheRead: string;
  note: string;
}

const TIERS = ["batch", "flex", "priority"];

function given(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).flatMap(([name, text]) => (text.trim() ? [[name, text.trim()]] : [])));
}

function entryOf(fields: Fields): OverrideEntry {
  const { provider, model, tenant, tier, note } = fields;
  return {
    ...given({ provider, model, tenant, service_tier: tier, note }),
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
      tier: "",
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
    <PriceFields
      onSubmit={handleSubmit((fields) => onSave(entryOf(fields), confirmation !== null))}
      what="override"
      saving={saving}
      problem={problem}
      confirmation={confirmation}
      onCancel={onCancel}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
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
        <NativeSelect
          label="Service tier"
          description={kind === "rates" ? "The one with these rates" : "Where it applies"}
          data={[
            // Rates are those of one tier, which is the default one unless another is named.
            ...(kind === "rates" ? [{ value: "", label: "default" }] : [{ value: "", label: "every one" }, "default"]),
            ...TIERS,
          ]}
          {...register("tier")}
        />
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
            {...register("input", { validate: isDecimal })}
          />
          <TextInput
            label="Output"
            description="$ per million tokens"
            inputMode="decimal"
            error={errors.output?.message}
            {...register("output", { validate: isDecimal })}
          />
          <TextInput
            label="Cache read"
            description="$ per million tokens"
            inputMode="decimal"
            error={errors.cacheRead?.message}
            {...register("cacheRead", { validate: isDecimal })}
          />
        </SimpleGrid>
      )}
      <TextInput label="Note" {...register("note")} />
    </PriceFields>
  );
}
