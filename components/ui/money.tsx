import { formatMoney, formatMoneyExact } from "@/components/format/money";

interface MoneyProps {
  /** Decimal text in USD; null where nothing is priced. */
  value: string | null | undefined;
  /** Said instead of an amount that is not known. */
  missing?: string;
  exact?: boolean;
}

/** An amount with its exact digits at hand. What is not priced says so and never reads as zero. */
export function Money({ value, missing = "unpriced", exact = false }: MoneyProps) {
  if (value == null) return <span style={{ color: "var(--cw-warn)" }}>{missing}</span>;
  return (
    <span className="tabular" title={formatMoneyExact(value)}>
      {exact ? formatMoneyExact(value) : formatMoney(value)}
    </span>
  );
}
