import { formatMoney, formatMoneyShort } from "@/components/format/money";
import { type Count, formatCount, formatCountShort, formatLatency } from "@/components/format/number";
import { knownCost, type SpendMeasures } from "./use-spend";

export const MEASURES = ["cost", "tokens", "requests", "errors", "latency"] as const;
export type Measure = (typeof MEASURES)[number];

interface MeasureFacts {
  label: string;
  /** Decimal text of the measure; null where it is not known. */
  of: (row: SpendMeasures) => string | null;
  format: (amount: string) => string;
  formatAxis: (amount: number) => string;
  /** False where parts do not add up to the whole. */
  additive: boolean;
}

const count = (label: string, of: (row: SpendMeasures) => Count): MeasureFacts => ({
  label,
  of: (row) => String(of(row)),
  format: (amount) => formatCount(amount),
  formatAxis: formatCountShort,
  additive: true,
});

export const MEASURE_FACTS: Record<Measure, MeasureFacts> = {
  cost: {
    label: "Cost",
    of: knownCost,
    format: formatMoney,
    formatAxis: (amount) => formatMoneyShort(axisText(amount)),
    additive: true,
  },
  tokens: count("Tokens", (row) => row.total_tokens),
  requests: count("Requests", (row) => row.requests),
  errors: count("Errors", (row) => row.errors),
  latency: {
    label: "Latency p95",
    of: (row) => (row.latency_p95_ms === null ? null : String(row.latency_p95_ms)),
    format: (amount) => formatLatency(Number(amount)),
    formatAxis: formatLatency,
    additive: false,
  },
};

/** An axis tick is a float the chart chose: its digits past the tenth are noise. */
function axisText(amount: number): string {
  return amount.toFixed(10);
}
