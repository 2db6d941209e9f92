import { atto, formatAtto } from "@/lib/platform/decimal";
import type { EventDetailRow, StoredComponent } from "./queries/select-event";

const plain = (text: string) => formatAtto(atto(text));

export function componentOf([usageClass, quantity, listUnitPrice, unitPrice, listCost, cost]: StoredComponent) {
  return {
    usage_class: usageClass,
    quantity,
    list_unit_price_usd: plain(listUnitPrice),
    unit_price_usd: plain(unitPrice),
    list_cost_usd: plain(listCost),
    cost_usd: plain(cost),
    formula: `${quantity} x $${plain(unitPrice)} = $${plain(cost)}`,
  };
}

/** "images (1024x1024, hd)" where the price depends on that. */
function inWords(usageClass: string, { image_size, image_quality }: EventDetailRow["rating"]): string {
  return usageClass === "images" && image_size ? `images (${image_size}, ${image_quality})` : usageClass;
}

/** How an event's effective cost came about, for people: every quantity, price and sum written out. */
export function costFormula(row: EventDetailRow): string {
  const components = row.rating.components ?? [];
  const parts = components.map(
    ([usageClass, quantity, , unitPrice]) => `${quantity} ${inWords(usageClass, row.rating)} x $${plain(unitPrice)}`,
  );
  const priced = formatAtto(components.reduce((sum, component) => sum + atto(component[5]), 0n));
  const sum = components.length > 0 ? `${parts.join(" + ")} = $${priced}` : "";
  const effective = row.effective_cost === null ? null : plain(row.effective_cost);
  if (row.cache_hit) {
    return `$0: answered by the caller's own cache${row.saved_cost === null ? "" : `; saved $${plain(row.saved_cost)}`}${sum && `: ${sum}`}`;
  }
  switch (row.pricing) {
    case "unpriced":
      return `no price: ${row.rating.reason ?? "the model is not in the price book"}`;
    case "unbilled":
      return "$0: the call failed without usage";
    case "reported":
      return `$${effective} as reported${sum && `; the price book says ${sum}`}`;
    case "estimated":
      return `${sum || `$${effective}`}, of estimated usage`;
    default:
      return sum || `$${effective}`;
  }
}
