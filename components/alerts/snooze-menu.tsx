"use client";

import { Button, Menu } from "@mantine/core";
import { SNOOZES } from "./alert-words";

interface SnoozeMenuProps {
  disabled?: boolean;
  size?: "xs" | "sm";
  onSnooze: (minutes: number) => void;
}

export function SnoozeMenu({ disabled = false, size = "xs", onSnooze }: SnoozeMenuProps) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button size={size} variant="default" disabled={disabled}>
          Snooze…
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {SNOOZES.map(({ minutes, label }) => (
          <Menu.Item key={minutes} onClick={() => onSnooze(minutes)}>
            for {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
