import { Stack, Text } from "@mantine/core";
import { formatCount } from "@/components/format/number";
import { formatDay } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import type { PriceAnswer } from "@/lib/pricing/contract";
import { otherRates, rateText } from "./rate-names";

function since(price: PriceAnswer, zone: string): string {
  return price.effective_from.startsWith("1970") ? "always" : formatDay(price.effective_from, zone);
}

/** What a price asks beyond its plain rates: long contexts, times of day. */
function conditions(price: PriceAnswer): string {
  return [
    ...price.context_tiers.map(
      ({ above_input_tokens, rates }) =>
        `above ${formatCount(above_input_tokens)} input tokens: input ${rateText(rates.input)}, output ${rateText(rates.output)}`,
    ),
    ...price.windows.map(({ from, to }) => `other rates from ${from} to ${to} UTC`),
    ...price.image_rates.map(({ size, quality, rate }) => `${size} ${quality} ${rateText(rate)} an image`),
    ...(price.minimum_seconds ? [`at least ${price.minimum_seconds} s`] : []),
  ].join("; ");
}

export function priceColumns(zone: string): Column<PriceAnswer>[] {
  return [
    { id: "provider", header: "Provider", nowrap: true, cell: (price) => price.provider },
    {
      id: "model",
      header: "Model",
      cell: (price) => (
        <Stack gap={0}>
          <Text inherit style={{ whiteSpace: "nowrap" }}>
            {price.model}
          </Text>
          {price.service_tier !== "default" ? (
            <Text size="xs" c="dimmed">
              tier {price.service_tier}
            </Text>
          ) : null}
        </Stack>
      ),
    },
    { id: "input", header: "Input $/M", align: "end", nowrap: true, cell: (price) => rateText(price.rates.input) },
    { id: "output", header: "Output $/M", align: "end", nowrap: true, cell: (price) => rateText(price.rates.output) },
    {
      id: "other",
      header: "Other rates",
      cell: (price) => (
        <Text size="xs" miw={180}>
          {[otherRates(price.rates), conditions(price)].filter(Boolean).join("; ") || "–"}
        </Text>
      ),
    },
    { id: "since", header: "Since", nowrap: true, cell: (price) => since(price, zone) },
    { id: "source", header: "Source", cell: (price) => price.source },
  ];
}
