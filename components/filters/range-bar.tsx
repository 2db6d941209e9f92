"use client";

import { Button, Group, NativeSelect, Popover, SegmentedControl, Skeleton, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendar } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { ZoneSelect } from "./zone-select";

const DayPicker = dynamic(() => import("./day-picker"), { ssr: false, loading: () => <Skeleton height={280} width={252} /> });

const PRESETS = [
  { value: "today", label: "Today" },
  { value: "7d", label: "7 days" },
  { value: "30d", label: "30 days" },
  { value: "mtd", label: "This month" },
  { value: "last-month", label: "Last month" },
] as const;

type Preset = (typeof PRESETS)[number]["value"];

interface RangeBarProps {
  preset: Preset | "custom";
  /** First and last day shown, YYYY-MM-DD in the zone. */
  dates: { from: string; to: string };
  zone: string;
  defaultZone: string;
  onPreset: (preset: Preset) => void;
  onDates: (from: string, to: string) => void;
  onZone: (zone: string) => void;
  children?: ReactNode;
}

function isPreset(value: string): value is Preset {
  return PRESETS.some((preset) => preset.value === value);
}

/** Which days are shown, and in which time zone a day begins. */
export function RangeBar({ preset, dates, zone, defaultZone, onPreset, onDates, onZone, children }: RangeBarProps) {
  const choose = (value: string) => {
    if (isPreset(value)) onPreset(value);
  };
  return (
    <Group gap="xs" mb="md" align="center">
      <SegmentedControl
        visibleFrom="md"
        size="sm"
        aria-label="Range of days"
        value={preset}
        onChange={choose}
        data={PRESETS.map(({ value, label }) => ({ value, label }))}
      />
      <NativeSelect
        hiddenFrom="md"
        aria-label="Range of days"
        value={preset}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[...PRESETS, ...(preset === "custom" ? [{ value: "custom", label: "Custom" }] : [])]}
      />
      <CustomDates dates={dates} chosen={preset === "custom"} onDates={onDates} />
      <ZoneSelect zone={zone} defaultZone={defaultZone} onZone={onZone} />
      {children}
    </Group>
  );
}

interface CustomDatesProps {
  dates: { from: string; to: string };
  chosen: boolean;
  onDates: (from: string, to: string) => void;
}

function CustomDates({ dates, chosen, onDates }: CustomDatesProps) {
  const [opened, { toggle, close }] = useDisclosure(false);
  const [picked, setPicked] = useState<[string | null, string | null]>([dates.from, dates.to]);
  const label = dates.from === dates.to ? dates.from : `${dates.from} – ${dates.to}`;
  return (
    <Popover
      opened={opened}
      onDismiss={close}
      onOpen={() => setPicked([dates.from, dates.to])}
      position="bottom-start"
      trapFocus
      returnFocus
      withinPortal
    >
      <Popover.Target>
        <Button
          variant={chosen ? "light" : "default"}
          size="sm"
          fw={400}
          className="tabular"
          onClick={toggle}
          aria-label={`Choose days, now ${label}`}
          leftSection={<IconCalendar size={16} aria-hidden />}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Choose days">
        <Stack gap="xs">
          <DayPicker value={picked} onChange={setPicked} />
          <Group justify="space-between">
            <Text size="xs" c="dimmed">
              Both days included
            </Text>
            <Button
              size="xs"
              disabled={!picked[0]}
              onClick={() => {
                if (picked[0]) onDates(picked[0], picked[1] ?? picked[0]);
                close();
              }}
            >
              Show
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
