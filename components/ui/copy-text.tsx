"use client";

import { Button, VisuallyHidden } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";

/** Copies a text and says that it did. The text may be one that is known only when asked for. */
export function CopyText({ text, label = "Copy" }: { text: string | (() => string); label?: string }) {
  const { copied, copy } = useClipboard({ timeout: 2000 });
  return (
    <Button
      size="xs"
      variant="default"
      onClick={() => copy(typeof text === "string" ? text : text())}
      leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
    >
      {copied ? "Copied" : label}
      <VisuallyHidden role="status">{copied ? "Copied to the clipboard" : ""}</VisuallyHidden>
    </Button>
  );
}
