"use client";

import { Group, TextInput } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";

interface Filter {
  action: string;
  subject: string;
  actor: string;
  ip: string;
  from: string;
  to: string;
}

interface AuditFiltersProps {
  filter: Filter;
  onChange: (change: Partial<Record<keyof Filter, string | null>>) => void;
}

const TEXTS = [
  ["action", "Action", "user, or token.create"],
  ["subject", "Subject", "user:ada@example.com"],
  ["actor", "By whom", "E-mail or token"],
  ["ip", "Address", "203.0.113.9"],
] as const;

const dayAfter = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
const dayBefore = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** Narrows the audit log: what, to what, by whom, from where, on which days (of UTC). */
export function AuditFilters({ filter, onChange }: AuditFiltersProps) {
  return (
    <Group gap="xs" align="flex-end">
      {TEXTS.map(([name, label, placeholder]) => (
        <TextInput
          key={name}
          size="xs"
          w={{ base: "100%", xs: 170 }}
          label={label}
          placeholder={placeholder}
          value={filter[name]}
          onChange={(event) => onChange({ [name]: event.currentTarget.value || null })}
        />
      ))}
      <DatePickerInput
        type="range"
        size="xs"
        miw={200}
        label="Days (UTC)"
        placeholder="All"
        valueFormat="D MMM YYYY"
        allowSingleDateInRange
        clearable
        clearButtonProps={{ "aria-label": "All days" }}
        value={[filter.from || null, filter.to ? dayBefore(filter.to) : null]}
        onChange={([from, last]) => onChange({ from, to: last ? dayAfter(last) : null })}
      />
    </Group>
  );
}
