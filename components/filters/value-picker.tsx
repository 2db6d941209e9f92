"use client";

import { CloseButton, Group, TagsInput } from "@mantine/core";
import { dimensionLabel, ownName, valueLabel } from "./dimensions";

interface ValuePickerProps {
  dimension: string;
  values: readonly string[];
  suggestions: readonly string[];
  search: string;
  onSearch: (text: string) => void;
  onChange: (values: string[]) => void;
  onClose: () => void;
}

/** Chooses values of one dimension: suggested ones, or any that is typed. */
export function ValuePicker({ dimension, values, suggestions, search, onSearch, onChange, onClose }: ValuePickerProps) {
  const name = dimensionLabel(dimension);
  return (
    <Group gap={4} wrap="nowrap">
      <TagsInput
        aria-label={`Values of ${name}`}
        placeholder={`${name}…`}
        size="xs"
        miw={220}
        autoFocus
        value={[...values]}
        onChange={onChange}
        searchValue={search}
        onSearchChange={onSearch}
        data={suggestions.filter((value) => value !== "")}
        // The server looked for them, by what they are called too.
        filter={({ options }) => options}
        renderOption={({ option }) => {
          const own = ownName(dimension, option.value);
          return own === undefined || dimension === "key"
            ? valueLabel(dimension, option.value)
            : `${valueLabel(dimension, option.value)} (${own})`;
        }}
        acceptValueOnBlur={false}
        splitChars={[]}
        maxDropdownHeight={280}
        comboboxProps={{ withinPortal: true, width: 320, position: "bottom-start" }}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
        }}
      />
      <CloseButton size="sm" aria-label={`Done with ${name}`} onClick={onClose} />
    </Group>
  );
}
