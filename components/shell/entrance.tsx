import { Center, Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Mark } from "./mark";

/** A page outside of the console: the product's sign, a title and a form. */
export function Entrance({ title, lead, children }: { title: string; lead: ReactNode; children?: ReactNode }) {
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder p="xl" w="100%" maw={420} style={{ background: "var(--cw-card)" }}>
        <Stack gap="lg">
          <Mark />
          <div>
            <Title order={1} size="h3">
              {title}
            </Title>
            <Text size="sm" c="dimmed" component="div" className="wrap-anywhere">
              {lead}
            </Text>
          </div>
          {children}
        </Stack>
      </Paper>
    </Center>
  );
}
