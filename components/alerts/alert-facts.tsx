import { SimpleGrid, Text } from "@mantine/core";
import { formatClock, formatDay, formatInstantShort } from "@/components/format/time";
import { Money } from "@/components/ui/money";
import { Panel } from "@/components/ui/panel";
import { StatCard } from "@/components/ui/stat-card";
import type { AlertDetailAnswer } from "@/lib/alerts/contract";
import { expectedWords, measured, STATE_WORDS } from "./alert-words";

/** Facts that the cards say already. */
const SHOWN_ABOVE = ["Now", "Expected", "At most"];
const UNITS: Readonly<Record<string, string>> = { tokens: "tokens", requests: "requests" };

/** How much against how much, what it costs, and where it stands. */
export function AlertFacts({ alert, zone }: { alert: AlertDetailAnswer; zone: string }) {
  const expected = expectedWords(alert);
  const facts = alert.facts.filter(({ label }) => !(SHOWN_ABOVE.includes(label) && expected !== null));
  return (
    <>
      <SimpleGrid cols={{ base: 2, lg: 4 }} spacing={{ base: "xs", xs: "md" }}>
        <StatCard
          label={UNITS[alert.unit ?? ""] ? `Measured, ${UNITS[alert.unit ?? ""]}` : "Measured"}
          value={measured(alert.actual, alert.unit)}
        >
          <Text size="xs" c="dimmed">
            {expected ?? "against its rule"}
          </Text>
        </StatCard>
        <StatCard label="Impact so far" value={<Money value={alert.impact_usd} missing="–" />}>
          <Text size="xs" c="dimmed">
            {alert.usd_per_hour === null ? "" : <Money value={alert.usd_per_hour} />}
            {alert.usd_per_hour !== null ? " an hour" : alert.impact_usd === null ? "not in dollars" : "beyond what was meant"}
          </Text>
        </StatCard>
        <StatCard label="State" value={STATE_WORDS[alert.state]}>
          <Text size="xs" c="dimmed">
            {alert.snoozed_until && alert.state === "snoozed" ? `until ${formatInstantShort(alert.snoozed_until, zone)}` : ""}
            {alert.ended_at
              ? `${formatInstantShort(alert.ended_at, zone)}, ${alert.ended_by === "condition" ? "by itself" : "by hand"}`
              : ""}
            {alert.reason ? ` ${alert.reason}` : ""}
          </Text>
        </StatCard>
        <StatCard label="Began" value={formatClock(alert.began, zone)}>
          <Text size="xs" c="dimmed">
            {formatDay(alert.began, zone)}; last told of {formatInstantShort(alert.last_at, zone)}
          </Text>
        </StatCard>
      </SimpleGrid>
      {facts.length > 0 ? (
        <Panel title="Facts">
          <SimpleGrid component="dl" cols={{ base: 1, xs: 2, md: 3 }} spacing="sm" m={0}>
            {facts.map(({ label, value }) => (
              <div key={label}>
                <Text component="dt" size="xs" c="dimmed">
                  {label}
                </Text>
                <Text component="dd" size="sm" m={0} className="wrap-anywhere">
                  {value}
                </Text>
              </div>
            ))}
          </SimpleGrid>
        </Panel>
      ) : null}
    </>
  );
}
