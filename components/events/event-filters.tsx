"use client";

import { Group, NativeSelect } from "@mantine/core";
import { EnteredText } from "@/components/filters/entered-text";

type Pricing = "priced" | "reported" | "estimated" | "unpriced" | "unbilled";

interface Change {
  pricing?: Pricing | null;
  has_error?: "true" | "false" | null;
  min_cost?: string | null;
  correlation_id?: string | null;
}

interface EventFiltersProps {
  pricing: Pricing | null;
  hasError: "true" | "false" | null;
  minCost: string | null;
  correlationId: string | null;
  onChange: (change: Change) => void;
}

const PRICINGS: Pricing[] = ["priced", "reported", "estimated", "unpriced", "unbilled"];

/** Filters that only a list of single events has. */
export function EventFilters({ pricing, hasError, minCost, correlationId, onChange }: EventFiltersProps) {
  return (
    <Group gap="xs">
      <NativeSelect
        size="xs"
        aria-label="Pricing"
        value={pricing ?? ""}
        onChange={(event) => onChange({ pricing: PRICINGS.find((name) => name === event.currentTarget.value) ?? null })}
        data={[{ value: "", label: "Any pricing" }, ...PRICINGS]}
      />
      <NativeSelect
        size="xs"
        aria-label="Outcome"
        value={hasError ?? ""}
        onChange={({ currentTarget: { value } }) => onChange({ has_error: value === "true" || value === "false" ? value : null })}
        data={[
          { value: "", label: "Any outcome" },
          { value: "true", label: "Failed" },
          { value: "false", label: "Succeeded" },
        ]}
      />
      <EnteredText
        label="Least cost in dollars"
        placeholder="Cost from $"
        value={minCost}
        onEnter={(text) => onChange({ min_cost: text })}
      />
      <EnteredText
        label="Correlation id"
        placeholder="Correlation id"
        value={correlationId}
        onEnter={(text) => onChange({ correlation_id: text })}
      />
    </Group>
  );
}
