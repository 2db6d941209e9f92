import { Badge } from "@mantine/core";

const COLOURS = { critical: "red.9", warning: "yellow.9", info: "gray.7" } as const;

/** How bad it is, by word; the colour only says it again. */
export function SeverityMark({ severity }: { severity: "info" | "warning" | "critical" }) {
  return (
    <Badge
      size="sm"
      radius="sm"
      // In a narrow column the word stays whole.
      miw="max-content"
      variant={severity === "critical" ? "filled" : "default"}
      color={COLOURS[severity]}
    >
      {severity}
    </Badge>
  );
}
