"use client";

import { Alert, Button, Fieldset, Group, NativeSelect, NumberInput, Stack, Switch, TagsInput, TextInput } from "@mantine/core";
import { type Control, Controller, useForm } from "react-hook-form";
import { ZoneSelect } from "@/components/filters/zone-select";
import type { OrganisationChange } from "@/lib/access/contract";
import { type KeySettingFields, KeySettings } from "./key-settings";

type Editable = Pick<
  Required<OrganisationChange>,
  | "name"
  | "timezone"
  | "week_starts_on"
  | "declared_tags"
  | "trusted_report_sources"
  | "retention_days"
  | "alert_digest_hour"
  | "finance_may_edit_budgets"
> &
  KeySettingFields;

interface OrganisationFormProps {
  settings: Editable;
  readOnly: boolean;
  saving: boolean;
  problem: string | null;
  onSave: (settings: Editable) => void;
}

const WEEKDAYS = [
  { value: "1", label: "Monday" },
  { value: "0", label: "Sunday" },
  { value: "6", label: "Saturday" },
];

const DIGEST_HOURS = [
  { value: "", label: "none" },
  ...Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${String(hour).padStart(2, "0")}:00` })),
];

function weekday(text: string): Editable["week_starts_on"] {
  return text === "0" ? 0 : text === "6" ? 6 : 1;
}

export function OrganisationForm({ settings, readOnly, saving, problem, onSave }: OrganisationFormProps) {
  const { name, timezone, week_starts_on, declared_tags, trusted_report_sources, retention_days, finance_may_edit_budgets } =
    settings;
  const { key_rotation_days, key_rotation_days_by_environment, key_silence_minutes, alert_digest_hour } = settings;
  const { register, control, handleSubmit } = useForm<Editable>({
    defaultValues: {
      name,
      timezone,
      week_starts_on,
      declared_tags,
      trusted_report_sources,
      retention_days,
      alert_digest_hour,
      finance_may_edit_budgets,
      key_rotation_days,
      key_rotation_days_by_environment,
      key_silence_minutes,
    },
  });
  return (
    <form onSubmit={handleSubmit(onSave)} noValidate>
      <Fieldset disabled={readOnly} variant="unstyled">
        <Stack gap="md" maw={560}>
          {problem ? (
            <Alert role="alert" color="red" variant="outline" c="var(--mantine-color-text)">
              {problem}
            </Alert>
          ) : null}
          <TextInput label="Name" {...register("name")} />
          <Controller
            control={control}
            name="timezone"
            render={({ field }) => (
              <ZoneSelect label="Time zone" zone={field.value} defaultZone={timezone} onZone={field.onChange} />
            )}
          />
          <Controller
            control={control}
            name="week_starts_on"
            render={({ field }) => (
              <NativeSelect
                label="Weeks begin on"
                data={WEEKDAYS}
                value={String(field.value)}
                onChange={(event) => field.onChange(weekday(event.currentTarget.value))}
                maw={220}
              />
            )}
          />
          <Controller
            control={control}
            name="declared_tags"
            render={({ field }) => (
              <TagsInput
                label="Tags to report by"
                description="At most ten. From then on, spend can be grouped and filtered by them."
                maxTags={10}
                value={field.value}
                onChange={field.onChange}
              />
            )}
          />
          <Controller
            control={control}
            name="trusted_report_sources"
            render={({ field }) => (
              <TagsInput
                label="Sources whose reported cost is believed"
                description="cost_usd in their events wins over the price book; both are kept."
                value={field.value}
                onChange={field.onChange}
              />
            )}
          />
          <Controller
            control={control}
            name="retention_days"
            render={({ field }) => (
              <NumberInput
                label="Keep events for"
                description="Totals are kept longer than the events they are made of."
                suffix=" days"
                min={1}
                max={36500}
                allowDecimal={false}
                value={field.value}
                onChange={(value) => field.onChange(Number(value))}
                maw={220}
              />
            )}
          />
          <Controller
            control={control}
            name="alert_digest_hour"
            render={({ field }) => (
              <NativeSelect
                label="Daily digest of alerts"
                description="What is only info is gathered, and sent once a day at this hour of the organisation's zone."
                data={DIGEST_HOURS}
                value={field.value === null ? "" : String(field.value)}
                onChange={({ currentTarget: { value } }) => field.onChange(value === "" ? null : Number(value))}
              />
            )}
          />
          <Switch
            label="Finance may change budgets"
            description="As admins do. Everybody else reads them."
            {...register("finance_may_edit_budgets")}
          />
          <KeySettings control={control as unknown as Control<KeySettingFields>} />
          {readOnly ? null : (
            <Group>
              <Button type="submit" loading={saving}>
                Save
              </Button>
            </Group>
          )}
        </Stack>
      </Fieldset>
    </form>
  );
}
