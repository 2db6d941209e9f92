"use client";

import { Select } from "@mantine/core";
import { useMemo } from "react";
import { zoneOffset } from "@/components/format/time";

interface ZoneSelectProps {
  zone: string;
  defaultZone: string;
  onZone: (zone: string) => void;
  label?: string;
}

/** The time zone in which days begin; the organisation's own comes first. */
export function ZoneSelect({ zone, defaultZone, onZone, label }: ZoneSelectProps) {
  const zones = useMemo(() => {
    const first = [...new Set([defaultZone, "UTC", zone])];
    const rest = Intl.supportedValuesOf("timeZone").filter((name) => !first.includes(name));
    return [
      { group: "Often used", items: first },
      { group: "All time zones", items: rest },
    ];
  }, [defaultZone, zone]);
  return (
    <Select
      {...(label ? { label } : { "aria-label": "Time zone" })}
      value={zone}
      onChange={(value) => value && onZone(value)}
      data={zones}
      searchable
      limit={60}
      allowDeselect={false}
      nothingFoundMessage="No such time zone"
      rightSectionWidth={76}
      rightSection={<span style={{ fontSize: 11, color: "var(--mantine-color-dimmed)" }}>{zoneOffset(zone, Date.now())}</span>}
      rightSectionPointerEvents="none"
      w={220}
      maw="100%"
    />
  );
}
