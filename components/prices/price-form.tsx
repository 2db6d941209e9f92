"use client";

import { Button, Collapse, SimpleGrid, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useForm } from "react-hook-form";
import { isDecimal, PriceFields, type SavingProps } from "./price-fields";
import { COMMON_RATES, RATES } from "./rate-names";

export interface PriceEntry {
  provider: string;
  model: string;
  rates: Record<string, string>;
  effective_from?: string;
  note?: string;
}

interface PriceFormProps extends SavingProps {
  initial: { provider: string; model: string };
  onSave: (entry: PriceEntry, confirmed: boolean) => void;
}

interface Fields {
  provider: string;
  model: string;
  /** Undefined where the field was never shown. */
  rates: Record<string, string | undefined>;
  from: string;
  note: string;
}

function entryOf({ provider, model, rates, from, note }: Fields): PriceEntry {
  const given = Object.entries(rates).flatMap(([key, text]) => (text?.trim() ? [[key, text.trim()] as const] : []));
  return {
    provider: provider.trim(),
    model: model.trim(),
    rates: Object.fromEntries(given),
    ...(from ? { effective_from: from } : {}),
    ...(note.trim() ? { note: note.trim() } : {}),
  };
}

/** Gives a model a price. */
export function PriceForm({ initial, saving, problem, confirmation, onSave, onCancel }: PriceFormProps) {
  const [more, { toggle }] = useDisclosure(false);
  const { register, handleSubmit, formState } = useForm<Fields>({ defaultValues: { ...initial, rates: {}, from: "", note: "" } });
  const { errors } = formState;
  const rateInput = ({ key, label, unit }: (typeof RATES)[number]) => (
    <TextInput
      key={key}
      label={label}
      description={unit}
      inputMode="decimal"
      data-autofocus={key === "input" ? true : undefined}
      error={errors.rates?.[key]?.message}
      {...register(`rates.${key}`, { validate: isDecimal })}
    />
  );
  return (
    <PriceFields
      onSubmit={handleSubmit((fields) => onSave(entryOf(fields), confirmation !== null))}
      what="price"
      saving={saving}
      problem={problem}
      confirmation={confirmation}
      onCancel={onCancel}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput
          label="Provider"
          error={errors.provider?.message}
          {...register("provider", { required: "Name the provider, such as openai" })}
        />
        <TextInput label="Model" error={errors.model?.message} {...register("model", { required: "Name the model" })} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
        {RATES.slice(0, COMMON_RATES).map(rateInput)}
      </SimpleGrid>
      <Collapse expanded={more}>
        <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
          {RATES.slice(COMMON_RATES).map(rateInput)}
        </SimpleGrid>
      </Collapse>
      <Button variant="subtle" size="compact-sm" onClick={toggle} aria-expanded={more} style={{ alignSelf: "flex-start" }}>
        {more ? "Fewer rates" : "More rates"}
      </Button>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput label="In force from" type="date" description="Empty: now, or always for a new model" {...register("from")} />
        <TextInput label="Note" description="Kept with the price" {...register("note")} />
      </SimpleGrid>
    </PriceFields>
  );
}
