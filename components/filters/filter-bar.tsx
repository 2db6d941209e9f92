"use client";

import { Button, Group, Menu, Pill, Text } from "@mantine/core";
import { IconFilter, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Named } from "@/components/ui/named";
import { dimensionLabel, valueLabel } from "./dimensions";

interface FilterBarProps {
  /** What the button says that adds a dimension. */
  label?: string;
  dimensions: readonly string[];
  filters: Readonly<Record<string, readonly string[]>>;
  /** The dimension whose values are being chosen, and the part that chooses them. */
  editing: string | null;
  editor: ReactNode;
  onEdit: (dimension: string | null) => void;
  onRemove: (dimension: string, value: string) => void;
  onClear: () => void;
  children?: ReactNode;
}

/** What is filtered by, as chips that can be taken off one by one. */
export function FilterBar({
  label = "Add filter",
  dimensions,
  filters,
  editing,
  editor,
  onEdit,
  onRemove,
  onClear,
  children,
}: FilterBarProps) {
  const chosen = dimensions.flatMap((dimension) => (filters[dimension] ?? []).map((value) => ({ dimension, value })));
  return (
    <Group gap="xs" mb="md" role="group" aria-label="Filters">
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <Button variant="default" size="xs" leftSection={<IconFilter size={14} aria-hidden />}>
            {label}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {dimensions.map((dimension) => (
            <Menu.Item key={dimension} onClick={() => onEdit(dimension)}>
              {dimensionLabel(dimension)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {editing ? editor : null}
      {chosen.map(({ dimension, value }) => (
        <Pill
          key={`${dimension} ${value}`}
          withRemoveButton
          size="md"
          onRemove={() => onRemove(dimension, value)}
          removeButtonProps={{
            "aria-label": `Remove filter ${dimensionLabel(dimension)} ${valueLabel(dimension, value)}`,
            // The part hides it, since inside an input backspace does the same; here nothing else does.
            "aria-hidden": false,
            tabIndex: 0,
          }}
          maw="100%"
        >
          <Text span inherit c="dimmed">
            {dimensionLabel(dimension)}:{" "}
          </Text>
          <Named dimension={dimension} value={value} />
        </Pill>
      ))}
      {chosen.length > 1 ? (
        <Button variant="subtle" size="compact-xs" onClick={onClear} leftSection={<IconX size={12} aria-hidden />}>
          Clear all
        </Button>
      ) : null}
      {children}
    </Group>
  );
}
