"use client";

import { Alert, Button, Collapse, Group, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useForm } from "react-hook-form";
import { COMMON_RATES, RATES } from "./rate-names";

export interface PriceEntry {
  provider: string;
  model: string;
  rates: Record<string, string>;
  effective_from?: string;
  note?: string;
}

interface PriceFormProps {
  initial: { provider: string; model: string };
  saving: boolean;
  /** Why the last one was not taken. */
  problem: string | null;
  /** The change is so big that it must be meant: the server's question. */
  confirmation: string | null;
  onSave: (entry: PriceEntry, confirmed: boolean) => void;
  onCancel: () => void;
}

interface Fields {
  provider: string;
  model: string;
  /** Undefined where the field was never shown. */
  rates: Record<string, string | undefined>;
  from: string;
  note: string;
}

const DECIMAL = /^\d+(\.\d+)?$/;

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
      {...register(`rates.${key}`, { validate: (text) => !text || DECIMAL.test(text.trim()) || "A number such as 2.5" })}
    />
  );
  return (
    <form onSubmit={handleSubmit((fields) => onSave(entryOf(fields), confirmation !== null))} noValidate>
      <Stack gap="sm">
        {problem ? (
          <Alert role="alert" color="red" variant="outline" c="var(--mantine-color-text)">
            {problem}
          </Alert>
        ) : null}
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
          <TextInput
            label="In force from"
            type="date"
            description="Empty: now, or always for a new model"
            {...register("from")}
          />
          <TextInput label="Note" description="Kept with the price" {...register("note")} />
        </SimpleGrid>
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
            {confirmation ? "Yes, save it" : "Save the price"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
