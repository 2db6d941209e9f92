import { Box, Group, Text } from "@mantine/core";

/** A share as a number and as a length. */
export function ShareBar({ share, label }: { share: number | null; label: string }) {
  return (
    <Group gap={8} wrap="nowrap" justify="flex-end">
      <Box
        aria-hidden
        visibleFrom="xs"
        style={{ width: 120, height: 8, borderRadius: 4, background: "var(--cw-line)", overflow: "hidden" }}
      >
        <Box
          style={{
            width: `${Math.max(0, Math.min(1, share ?? 0)) * 100}%`,
            height: "100%",
            background: "var(--mantine-color-warden-7)",
          }}
        />
      </Box>
      <Text size="sm" w={56} ta="end" className="tabular">
        {label}
      </Text>
    </Group>
  );
}
