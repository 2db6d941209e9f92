"use client";

import { Group, NativeSelect } from "@mantine/core";
import { EnteredText } from "@/components/filters/entered-text";

interface AlertFilterValues {
  state: string;
  severity: string | null;
  rule: string | null;
  tenant: string | null;
  q: string | null;
  sort: string;
}

interface AlertFiltersProps {
  values: AlertFilterValues;
  rules: readonly { id: string; title: string }[];
  onChange: (name: keyof AlertFilterValues, value: string | null) => void;
}

const STATES = [
  { value: "live", label: "Not over yet" },
  { value: "open", label: "Open" },
  { value: "acknowledged", label: "Acknowledged" },
  { value: "snoozed", label: "Snoozed" },
  { value: "resolved", label: "Resolved" },
  { value: "expected", label: "Expected" },
  { value: "all", label: "Any state" },
];

export function AlertFilters({ values, rules, onChange }: AlertFiltersProps) {
  return (
    <Group gap="xs" mb="md" role="group" aria-label="Filters">
      <NativeSelect
        size="xs"
        aria-label="State"
        value={values.state}
        data={STATES}
        onChange={({ currentTarget: { value } }) => onChange("state", value)}
      />
      <NativeSelect
        size="xs"
        aria-label="Severity"
        value={values.severity ?? ""}
        data={[{ value: "", label: "Any severity" }, "critical", "warning", "info"]}
        onChange={({ currentTarget: { value } }) => onChange("severity", value || null)}
      />
      <NativeSelect
        size="xs"
        aria-label="Rule"
        maw={240}
        value={values.rule ?? ""}
        data={[{ value: "", label: "Any rule" }, ...rules.map(({ id, title }) => ({ value: id, label: title }))]}
        onChange={({ currentTarget: { value } }) => onChange("rule", value || null)}
      />
      <EnteredText label="Tenant" value={values.tenant} onEnter={(text) => onChange("tenant", text)} />
      <EnteredText label="Search alerts" value={values.q} onEnter={(text) => onChange("q", text)} />
      <NativeSelect
        size="xs"
        aria-label="Order"
        value={values.sort}
        data={[
          { value: "impact", label: "Dearest first" },
          { value: "newest", label: "Newest first" },
        ]}
        onChange={({ currentTarget: { value } }) => onChange("sort", value)}
      />
    </Group>
  );
}
