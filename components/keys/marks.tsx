import { Badge } from "@mantine/core";
import type { KeyStatus, Severity } from "@/lib/keys/contract";

// As wide as its word: a table must not cut it.
const PLAIN = { variant: "outline", tt: "none", fw: 600, miw: "max-content" } as const;

const SEVERITY_COLOUR: Record<Severity, string> = {
  critical: "var(--mantine-color-error)",
  high: "var(--mantine-color-error)",
  medium: "var(--cw-warn)",
  low: "var(--mantine-color-dimmed)",
  info: "var(--mantine-color-dimmed)",
};

/** How grave a finding is, in a word and a colour. */
export function SeverityMark({ severity }: { severity: Severity }) {
  const colour = SEVERITY_COLOUR[severity];
  return (
    <Badge {...PLAIN} size="sm" style={{ color: colour, borderColor: colour, flexShrink: 0 }}>
      {severity}
    </Badge>
  );
}

const STATUS_COLOUR: Record<KeyStatus, string> = {
  active: "var(--cw-fall)",
  rotating: "var(--cw-warn)",
  retired: "var(--mantine-color-dimmed)",
  compromised: "var(--mantine-color-error)",
};

export function StatusMark({ status }: { status: KeyStatus }) {
  const colour = STATUS_COLOUR[status];
  return (
    <Badge {...PLAIN} style={{ color: colour, borderColor: colour }}>
      {status}
    </Badge>
  );
}

/** How long until something is to be done, as people say it. */
export function dueText(daysLeft: number | null, reason: "rotation" | "expiry" | null): string {
  if (daysLeft === null) return "–";
  const what = reason === "expiry" ? "expires" : "rotate";
  if (daysLeft === 0) return `${what} today`;
  const days = Math.abs(daysLeft) === 1 ? "1 day" : `${Math.abs(daysLeft)} days`;
  return daysLeft > 0 ? `${what} in ${days}` : `${days} overdue`;
}
