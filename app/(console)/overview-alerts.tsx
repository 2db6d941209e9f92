"use client";

import { Alert, Text } from "@mantine/core";
import { useOpenAlerts } from "@/app/hooks/use-alerts";
import { plural } from "@/components/format/number";
import { Money } from "@/components/ui/money";
import { TextLink } from "@/components/ui/text-link";

const EVERY_MS = 10_000;

/** One line: what is open, and the dearest of it. Nothing where nothing is. */
export default function OverviewAlerts() {
  const open = useOpenAlerts(EVERY_MS).data;
  if (!open?.worst || open.critical + open.warning === 0) return null;
  const counts = [
    open.critical > 0 ? `${open.critical} critical` : "",
    open.warning > 0 ? plural(open.warning, "warning") : "",
  ].filter(Boolean);
  return (
    <Alert role="status" variant="outline" color={open.critical > 0 ? "red" : "yellow"} c="var(--mantine-color-text)" py="xs">
      <Text size="sm" className="wrap-anywhere">
        <TextLink href="/alerts" underline>
          Open alerts: {counts.join(", ")}
        </TextLink>
        . The dearest:{" "}
        <TextLink href={`/alerts/${open.worst.id}`} underline>
          {open.worst.summary.replace(/\.$/, "")}
        </TextLink>
        {open.worst.impact_usd ? (
          <>
            {" "}
            (<Money value={open.worst.impact_usd} />)
          </>
        ) : null}
      </Text>
    </Alert>
  );
}
