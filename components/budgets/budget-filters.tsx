import { Group, NativeSelect, TextInput } from "@mantine/core";

export interface BudgetFilterValues {
  q: string | null;
  measure: string | null;
  period: string | null;
  mode: string | null;
  each: string | null;
  state: string | null;
  sort: string | null;
}

interface BudgetFiltersProps {
  values: BudgetFilterValues;
  onChange: (name: keyof BudgetFilterValues, value: string | null) => void;
}

type Choice = { name: Exclude<keyof BudgetFilterValues, "q">; label: string; data: { value: string; label: string }[] };

const CHOICES: readonly Choice[] = [
  {
    name: "period",
    label: "Period",
    data: [
      { value: "", label: "Any period" },
      { value: "hour", label: "Hour" },
      { value: "day", label: "Day" },
      { value: "week", label: "Week" },
      { value: "month", label: "Month" },
      { value: "quarter", label: "Quarter" },
      { value: "year", label: "Year" },
      { value: "fixed", label: "Fixed range" },
      { value: "rolling", label: "Rolling window" },
    ],
  },
  {
    name: "measure",
    label: "Measure",
    data: [
      { value: "", label: "Any measure" },
      { value: "cost", label: "Cost" },
      { value: "tokens", label: "Tokens" },
      { value: "requests", label: "Requests" },
    ],
  },
  {
    name: "mode",
    label: "Mode",
    data: [
      { value: "", label: "Any mode" },
      { value: "observe", label: "Observe" },
      { value: "warn", label: "Warn" },
      { value: "throttle", label: "Throttle" },
      { value: "block", label: "Block" },
    ],
  },
  {
    name: "each",
    label: "Own or template",
    data: [
      { value: "", label: "Own and templates" },
      { value: "none", label: "Own budgets" },
      { value: "tenant", label: "Each tenant" },
      { value: "user", label: "Each user" },
      { value: "key", label: "Each key" },
    ],
  },
  {
    name: "state",
    label: "State",
    data: [
      { value: "", label: "In use" },
      { value: "archived", label: "Archived" },
      { value: "all", label: "All" },
    ],
  },
  {
    name: "sort",
    label: "Order",
    data: [
      { value: "", label: "Riskiest first" },
      { value: "used", label: "Most used first" },
      { value: "name", label: "By name" },
      { value: "created", label: "Newest first" },
    ],
  },
];

export function BudgetFilters({ values, onChange }: BudgetFiltersProps) {
  return (
    <Group gap="xs" mb="md" role="group" aria-label="Filters">
      <TextInput
        size="xs"
        aria-label="Search budgets"
        placeholder="Name, tenant, model…"
        value={values.q ?? ""}
        onChange={(event) => onChange("q", event.currentTarget.value || null)}
        w={{ base: "100%", xs: 220 }}
      />
      {CHOICES.map(({ name, label, data }) => (
        <NativeSelect
          key={name}
          size="xs"
          aria-label={label}
          data={data}
          value={values[name] ?? ""}
          onChange={(event) => onChange(name, event.currentTarget.value || null)}
        />
      ))}
    </Group>
  );
}
