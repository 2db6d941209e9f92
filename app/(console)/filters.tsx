"use client";

import { useDebouncedValue } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { useDimensionValues } from "@/app/hooks/use-dimension-values";
import type { FilterState } from "@/app/hooks/use-filters";
import { FilterBar } from "@/components/filters/filter-bar";
import { ValuePicker } from "@/components/filters/value-picker";

/** The filter bar bound to the address, with suggestions from the server. */
export function Filters({ state, label, children }: { state: FilterState; label?: string; children?: ReactNode }) {
  const { dimensions, filters, setFilter, clear } = state;
  const [editing, setEditing] = useState<string | null>(null);
  const [search, setSearch] = useState("");
  const [asked] = useDebouncedValue(search, 150);
  const values = useDimensionValues(editing, asked);
  const chosen = editing ? (filters[editing] ?? []) : [];
  const edit = (dimension: string | null) => {
    setEditing(dimension);
    setSearch("");
  };
  return (
    <FilterBar
      dimensions={dimensions}
      {...(label ? { label } : {})}
      filters={filters}
      editing={editing}
      onEdit={edit}
      onRemove={(dimension, value) =>
        setFilter(
          dimension,
          (filters[dimension] ?? []).filter((one) => one !== value),
        )
      }
      onClear={clear}
      editor={
        editing ? (
          <ValuePicker
            key={editing}
            dimension={editing}
            values={chosen}
            suggestions={values.data ?? []}
            search={search}
            onSearch={setSearch}
            onChange={(next) => setFilter(editing, next)}
            onClose={() => edit(null)}
          />
        ) : null
      }
    >
      {children}
    </FilterBar>
  );
}
