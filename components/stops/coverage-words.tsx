import { Stack, Text } from "@mantine/core";
import { formatMoney } from "@/components/format/money";
import { formatShare } from "@/components/format/number";
import type { DecisionCoverage } from "@/lib/budgets/coverage/contract";

const WINDOWS = [
  ["last_5_minutes", "5 min"],
  ["last_day", "a day"],
] as const;

/** How much of the spend in scope asks before it spends: only that is bound. */
export function CoverageWords({ coverage }: { coverage: DecisionCoverage | null }) {
  if (!coverage)
    return (
      <Text inherit c="dimmed">
        –
      </Text>
    );
  return (
    <Stack gap={0}>
      {WINDOWS.map(([name, words]) => {
        const { spend_usd, asked_usd, share } = coverage[name];
        return (
          <Text
            key={name}
            size="xs"
            className="tabular"
            c={share !== null && share < 0.5 ? "var(--cw-warn)" : undefined}
            title={`${formatMoney(asked_usd)} of ${formatMoney(spend_usd)} asked for a decision first`}
            style={{ whiteSpace: "nowrap" }}
          >
            {share === null ? `nothing spent in ${words}` : `${formatShare(share)} asks, in ${words}`}
          </Text>
        );
      })}
    </Stack>
  );
}
