import { Anchor, Group } from "@mantine/core";
import Link from "next/link";

const SECTIONS = [
  { href: "/alerts", label: "Inbox" },
  { href: "/alerts/rules", label: "Rules" },
  { href: "/alerts/channels", label: "Channels" },
  { href: "/alerts/routes", label: "Routes" },
  { href: "/alerts/reports", label: "Reports" },
  { href: "/alerts/deliveries", label: "Delivery log" },
] as const;

export interface AlertSectionsProps {
  here: (typeof SECTIONS)[number]["href"];
}

/** The pages about alerts, above each of them. */
export function AlertSections({ here }: AlertSectionsProps) {
  return (
    <Group
      component="nav"
      aria-label="Alerts"
      gap="lg"
      mb="md"
      wrap="nowrap"
      style={{ borderBottom: "1px solid var(--cw-line)", overflowX: "auto" }}
    >
      {SECTIONS.map(({ href, label }) => (
        <Anchor
          key={href}
          component={Link}
          href={href}
          aria-current={href === here ? "page" : undefined}
          size="sm"
          fw={href === here ? 650 : 400}
          c={href === here ? undefined : "var(--mantine-color-text)"}
          pb={8}
          style={{
            whiteSpace: "nowrap",
            borderBottom: `2px solid ${href === here ? "var(--mantine-color-anchor)" : "transparent"}`,
          }}
          underline="never"
        >
          {label}
        </Anchor>
      ))}
    </Group>
  );
}
