import { Text } from "@mantine/core";
import { CoverageWords } from "@/components/stops/coverage-words";
import { Panel } from "@/components/ui/panel";
import type { BudgetDetail } from "./shapes";
import type { Mode } from "./words";

const ACTS = {
  observe: "observes",
  warn: "warns once a threshold is crossed",
  throttle: "throttles above its limit",
  block: "blocks above its limit",
} as const;

/** How far a budget reaches that does more than observe. */
export function CoveragePanel({ mode, coverage }: { mode: Mode; coverage: BudgetDetail["coverage"] }) {
  if (!coverage) return null;
  return (
    <Panel
      title="Coverage"
      description={`This budget ${ACTS[mode]}. It binds only those who ask for a decision before they spend.`}
    >
      <Text component="div" size="sm">
        <CoverageWords coverage={coverage} />
      </Text>
    </Panel>
  );
}
