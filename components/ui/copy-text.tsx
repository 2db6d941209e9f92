"use client";

import { Button, CopyButton, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";

/** Copies a text and says that it did. */
export function CopyText({ text, label = "Copy" }: { text: string; label?: string }) {
  return (
    <CopyButton value={text} timeout={2000}>
      {({ copied, copy }) => (
        <Button
          size="xs"
          variant="default"
          onClick={copy}
          leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        >
          {copied ? "Copied" : label}
          <VisuallyHidden role="status">{copied ? "Copied to the clipboard" : ""}</VisuallyHidden>
        </Button>
      )}
    </CopyButton>
  );
}
