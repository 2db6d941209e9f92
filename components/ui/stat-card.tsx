import { Box, Card, Skeleton, Text } from "@mantine/core";
import type { ReactNode } from "react";

interface StatCardProps {
  label: string;
  /** Undefined while it is being read: its place is kept. */
  value: ReactNode | undefined;
  children?: ReactNode;
}

export function StatCard({ label, value, children }: StatCardProps) {
  const loading = value === undefined;
  return (
    <Card
      withBorder
      padding="md"
      style={{ background: "var(--cw-card)", minWidth: 0 }}
      component="section"
      aria-label={label}
      aria-busy={loading}
    >
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Box className="tabular wrap-anywhere" style={{ fontSize: 26, fontWeight: 650, lineHeight: "36px", minHeight: 36 }}>
        {loading ? <Skeleton height={28} width="70%" mt={4} /> : value}
      </Box>
      <Box mih={20}>{loading ? <Skeleton height={14} width="55%" mt={3} /> : children}</Box>
    </Card>
  );
}
