"use client";

import { TextInput } from "@mantine/core";
import { useState } from "react";

interface EnteredTextProps {
  label: string;
  placeholder?: string;
  value: string | null;
  onEnter: (text: string | null) => void;
  width?: number;
}

/** A filter of free text: takes effect on Enter and when it is left, not with each letter. */
export function EnteredText({ label, placeholder = label, value, onEnter, width = 140 }: EnteredTextProps) {
  const [text, setText] = useState(value ?? "");
  const enter = () => {
    const entered = text.trim() || null;
    if (entered !== value) onEnter(entered);
  };
  return (
    <TextInput
      size="xs"
      w={width}
      aria-label={label}
      placeholder={placeholder}
      value={text}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onBlur={enter}
      onKeyDown={({ key }) => {
        if (key === "Enter") enter();
      }}
    />
  );
}
