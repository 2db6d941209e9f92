"use client";

import { Alert, Button, Group, NumberInput, SimpleGrid, Stack, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import type { HashedKey } from "./hash-key";
import { KeyValueField } from "./key-value-field";

export interface KeyFields {
  name: string;
  provider: string;
  environment: string;
  owner: string;
  purpose: string;
  allowed_tenants: string[];
  allowed_features: string[];
  allowed_environments: string[];
  rotation_days: number | "";
  last_rotated_at: string;
  expires_at: string;
}

interface KeyFormProps {
  start: Partial<KeyFields>;
  /** Asks for the key's value: not for one that is adopted or changed. */
  asksValue: boolean;
  defaultDays: number;
  submit: string;
  saving: boolean;
  problem: string | null;
  onSave: (fields: KeyFields, value: HashedKey | null) => void;
  onCancel: () => void;
}

const EMPTY: KeyFields = {
  name: "",
  provider: "",
  environment: "production",
  owner: "",
  purpose: "",
  allowed_tenants: [],
  allowed_features: [],
  allowed_environments: [],
  rotation_days: "",
  last_rotated_at: "",
  expires_at: "",
};

const LIMITS = [
  { name: "allowed_environments", label: "Allowed environments", description: "None: its own" },
  { name: "allowed_tenants", label: "Allowed tenants", description: "None: any" },
  { name: "allowed_features", label: "Allowed features", description: "None: any" },
] as const;

export function KeyForm({ start, asksValue, defaultDays, submit, saving, problem, onSave, onCancel }: KeyFormProps) {
  const { register, control, handleSubmit, formState, setValue, getValues } = useForm<KeyFields>({
    defaultValues: { ...EMPTY, ...start },
  });
  const [hashed, setHashed] = useState<HashedKey | null>(null);
  const [missing, setMissing] = useState(false);
  const take = (value: HashedKey | null) => {
    setHashed(value);
    setMissing(false);
    if (value?.provider && getValues("provider") === "") setValue("provider", value.provider);
  };
  const save = handleSubmit((fields) => {
    if (asksValue && !hashed) setMissing(true);
    else onSave(fields, hashed);
  });
  const needed = (what: string) => ({ validate: (text: string) => text.trim() !== "" || what });
  const { errors } = formState;
  return (
    <form onSubmit={save} noValidate autoComplete="off">
      <Stack gap="md">
        {problem ? (
          <Alert role="alert" color="red" variant="outline" c="var(--mantine-color-text)">
            {problem}
          </Alert>
        ) : null}
        {asksValue ? (
          <KeyValueField
            label="The key, or its SHA-256"
            hashed={hashed}
            error={missing ? "Paste the key, or its SHA-256" : undefined}
            onHashed={take}
          />
        ) : null}
        <TextInput
          label="Name"
          placeholder="checkout production"
          error={errors.name?.message}
          {...register("name", needed("Name the key"))}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label="Provider"
            placeholder="openai"
            error={errors.provider?.message}
            {...register("provider", needed("Say whose key it is"))}
          />
          <TextInput
            label="Environment"
            error={errors.environment?.message}
            {...register("environment", needed("Say where it is used"))}
          />
        </SimpleGrid>
        <TextInput
          label="Owner"
          description="The e-mail address of who answers for it and is reminded"
          placeholder="ada@example.com"
          {...register("owner")}
        />
        <Textarea label="Purpose" autosize minRows={1} {...register("purpose")} />
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          <Controller
            control={control}
            name="rotation_days"
            render={({ field }) => (
              <NumberInput
                label="Rotate every"
                placeholder={`${defaultDays} days`}
                suffix=" days"
                min={1}
                max={3650}
                allowDecimal={false}
                value={field.value}
                onChange={(value) => field.onChange(value === "" ? "" : Number(value))}
              />
            )}
          />
          <TextInput type="date" label="Last rotated" {...register("last_rotated_at")} />
          <TextInput type="date" label="Expires" {...register("expires_at")} />
        </SimpleGrid>
        {LIMITS.map(({ name, label, description }) => (
          <Controller
            key={name}
            control={control}
            name={name}
            render={({ field }) => (
              <TagsInput
                label={label}
                description={description}
                value={field.value}
                onChange={field.onChange}
                acceptValueOnBlur
              />
            )}
          />
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
