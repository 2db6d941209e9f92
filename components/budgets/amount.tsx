import { formatCountShort } from "@/components/format/number";
import { Money } from "@/components/ui/money";
import { formatAmount, type Measure } from "./words";

interface AmountProps {
  measure: Measure;
  value: string | null | undefined;
  /** Requests that have no price: the amount is the least it can be. */
  unpriced?: number;
  /** Where there is little room, many tokens are told in millions. */
  short?: boolean;
}

/** An amount in a budget's unit. Where something in it is not priced, it says that it is the least. */
export function Amount({ measure, value, unpriced = 0, short = false }: AmountProps) {
  const shown =
    measure === "cost" ? (
      <Money value={value ?? "0"} />
    ) : (
      <span className="tabular" title={value ?? undefined}>
        {short ? formatCountShort(value) : formatAmount(measure, value)}
      </span>
    );
  if (measure !== "cost" || unpriced === 0) return shown;
  return (
    <span title={`${unpriced} requests have no price and are not in it`}>
      <span style={{ color: "var(--cw-warn)" }}>at least </span>
      {shown}
    </span>
  );
}
