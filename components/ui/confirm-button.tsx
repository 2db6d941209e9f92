"use client";

import { Button, Group, Popover, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";

interface ConfirmButtonProps {
  label: string;
  question: string;
  /** Tells apart buttons of the same label for those who hear them. */
  describes?: string;
  loading?: boolean;
  onConfirm: () => void;
}

/** A button for what cannot be undone: it asks once, in place. */
export function ConfirmButton({ label, question, describes, loading = false, onConfirm }: ConfirmButtonProps) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <Popover opened={opened} onDismiss={close} position="bottom-end" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="default"
          loading={loading}
          onClick={open}
          // Beside a long text it keeps its words.
          style={{ flexShrink: 0 }}
          aria-label={describes ? `${label} ${describes}` : undefined}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={question}>
        <Stack gap="xs">
          <Text size="sm">{question}</Text>
          <Group gap="xs" justify="flex-end">
            <Button size="compact-sm" variant="default" onClick={close}>
              Keep it
            </Button>
            <Button
              size="compact-sm"
              color="red.9"
              onClick={() => {
                close();
                onConfirm();
              }}
            >
              {label}
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
