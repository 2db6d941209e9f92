"use client";

import { DatePicker } from "@mantine/dates";

interface DayPickerProps {
  value: [string | null, string | null];
  onChange: (value: [string | null, string | null]) => void;
}

/** A calendar for a range of days, both included. In a file of its own: few open it, so it is loaded when they do. */
export default function DayPicker({ value, onChange }: DayPickerProps) {
  return (
    <DatePicker
      type="range"
      value={value}
      onChange={onChange}
      allowSingleDateInRange
      {...(value[0] ? { defaultDate: value[0] } : {})}
    />
  );
}
