import { Box, Card, Group, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

interface PanelProps {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A titled part of a page. */
export function Panel({ title, description, actions, children }: PanelProps) {
  const id = useId();
  return (
    <Card component="section" aria-labelledby={id} withBorder padding="md" style={{ background: "var(--cw-card)", minWidth: 0 }}>
      <Group justify="space-between" align="flex-start" gap="sm" mb="sm">
        <Box style={{ minWidth: 0, flex: "1 1 200px" }}>
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          {description ? (
            <Text size="sm" c="dimmed" component="div">
              {description}
            </Text>
          ) : null}
        </Box>
        {actions ? (
          <Group gap="xs" wrap="wrap">
            {actions}
          </Group>
        ) : null}
      </Group>
      {children}
    </Card>
  );
}
