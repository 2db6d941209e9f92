"use client";

import { Alert, Button, Checkbox, Group, SimpleGrid, Stack, TagsInput, TextInput } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { Controller, useForm } from "react-hook-form";
import { OFFERED_SCOPES, type Scope } from "./scope-names";

interface Fields {
  name: string;
  scopes: Scope[];
  environment: string;
  expires: string | null;
  tenants: string[];
  trusted: boolean;
}

export interface TokenWanted {
  name: string;
  scopes: Scope[];
  default_environment: string | null;
  expires_at: string | null;
  tenants: string[] | null;
  trusts_reported_cost: boolean;
}

interface NewTokenFormProps {
  saving: boolean;
  problem: string | null;
  onSave: (token: TokenWanted) => void;
  onCancel: () => void;
}

export function NewTokenForm({ saving, problem, onSave, onCancel }: NewTokenFormProps) {
  const { register, control, handleSubmit, formState } = useForm<Fields>({
    defaultValues: { name: "", scopes: ["ingest:write"], environment: "", expires: null, tenants: [], trusted: false },
  });
  const submit = handleSubmit(({ name, scopes, environment, expires, tenants, trusted }) =>
    onSave({
      name: name.trim(),
      scopes,
      default_environment: environment.trim() || null,
      // The last moment of the day in the browser's zone, which is what its calendar shows.
      expires_at: expires ? new Date(`${expires}T23:59:59`).toISOString() : null,
      tenants: tenants.length > 0 ? tenants : null,
      trusts_reported_cost: trusted,
    }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem ? (
          <Alert role="alert" color="red" variant="outline" c="var(--mantine-color-text)">
            {problem}
          </Alert>
        ) : null}
        <TextInput
          label="Name"
          description="The service that uses it. It cannot be changed: events carry it as their source."
          placeholder="checkout-api"
          data-autofocus
          error={formState.errors.name?.message}
          {...register("name", { validate: (text) => text.trim() !== "" || "Name the token" })}
        />
        <Controller
          control={control}
          name="scopes"
          rules={{ validate: (scopes) => scopes.length > 0 || "Choose what it may do" }}
          render={({ field, fieldState }) => (
            <Checkbox.Group
              label="What it may do"
              value={field.value}
              onChange={(values: string[]) =>
                field.onChange(OFFERED_SCOPES.map(({ value }) => value).filter((scope) => values.includes(scope)))
              }
              error={fieldState.error?.message}
            >
              <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" verticalSpacing={6} mt={6}>
                {OFFERED_SCOPES.map(({ value, label, purpose }) => (
                  <Checkbox key={value} value={value} label={label} description={purpose} />
                ))}
              </SimpleGrid>
            </Checkbox.Group>
          )}
        />
        <TextInput
          label="Environment of its events"
          description="Where an event does not say one: production, staging…"
          {...register("environment")}
        />
        <Controller
          control={control}
          name="expires"
          render={({ field }) => (
            <DateInput
              label="Ends after"
              description="Left empty: only when it is revoked"
              valueFormat="D MMM YYYY"
              minDate={new Date()}
              clearable
              clearButtonProps={{ "aria-label": "No end" }}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <Controller
          control={control}
          name="tenants"
          render={({ field }) => (
            <TagsInput
              label="Only these tenants"
              description="Left empty: all. Otherwise it sends and reads for these alone."
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <Checkbox
          label="Trust the costs it reports"
          description="cost_usd in its events then wins over the price book; both are kept"
          {...register("trusted")}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            Create
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
