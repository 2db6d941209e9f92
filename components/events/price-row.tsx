import { Box } from "@mantine/core";
import { formatInstant } from "@/components/format/time";
import { CodeBlock } from "@/components/ui/code-block";
import { Panel } from "@/components/ui/panel";
import { Facts } from "./facts";

interface PriceRowProps {
  price: {
    id: string;
    provider: string;
    model: string;
    service_tier: string;
    effective_from: string;
    effective_to: string | null;
    rates?: unknown;
    source: string;
    catalogue_version: string | null;
  };
  exact: boolean | null;
  zone: string;
}

/** The row of the price book that the cost was computed from. */
export function PriceRow({ price, exact, zone }: PriceRowProps) {
  return (
    <Panel title="The price">
      <Facts
        facts={[
          ["Model", `${price.model} of ${price.provider}`],
          ["Match", exact === false ? "after a version suffix was taken off" : "exact"],
          ["Service tier", price.service_tier],
          [
            "In force from",
            price.effective_from.startsWith("1970") ? "the beginning" : formatInstant(price.effective_from, zone),
          ],
          ["Until", price.effective_to ? formatInstant(price.effective_to, zone) : "further notice"],
          ["Source", price.catalogue_version ? `${price.source} ${price.catalogue_version}` : price.source],
          ["Price id", price.id],
        ]}
      />
      <Box mt="sm">
        <CodeBlock text={JSON.stringify(price.rates ?? null, null, 2)} label="Rates of the price" copy={false} />
      </Box>
    </Panel>
  );
}
