import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

/** An empty place says why it is empty and what to do next. */
export function NothingHere({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <Stack align="center" gap={6} py="xl" px="md" ta="center">
      <Text fw={600}>{title}</Text>
      {children ? (
        <Text size="sm" c="dimmed" component="div" maw={520}>
          {children}
        </Text>
      ) : null}
    </Stack>
  );
}
