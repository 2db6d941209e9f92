import { Group, Text } from "@mantine/core";

/** The product's sign and name. */
export function Mark() {
  return (
    <Group gap={10} wrap="nowrap">
      <svg viewBox="0 0 32 32" width={28} height={28} aria-hidden focusable="false">
        <rect width="32" height="32" rx="7" fill="#07756a" />
        <path d="M7 22V17M13 22V11M19 22V14M25 22V8" stroke="#fff" strokeWidth="3.4" strokeLinecap="round" />
      </svg>
      <Text fw={700} size="lg" style={{ letterSpacing: "-0.01em" }}>
        Costwarden
      </Text>
    </Group>
  );
}
