"use client";

import { SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useMounted } from "@mantine/hooks";

/** Light, dark or as the system: kept in this browser. */
export function ThemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const mounted = useMounted();
  return (
    <SegmentedControl
      aria-label="Colour theme of this browser"
      value={mounted ? colorScheme : "auto"}
      onChange={setColorScheme}
      data={[
        { value: "light", label: "Light" },
        { value: "dark", label: "Dark" },
        { value: "auto", label: "As the system" },
      ]}
    />
  );
}
