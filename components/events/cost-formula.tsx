import { Box, Code, Table, Text, VisuallyHidden } from "@mantine/core";
import { formatMoneyExact } from "@/components/format/money";
import { Panel } from "@/components/ui/panel";
import { formatAtto, parseAtto } from "@/lib/platform/decimal";
import { TextLink } from "../ui/text-link";
import { className } from "./class-names";

interface CostFormulaProps {
  event: {
    components: readonly {
      usage_class: string;
      quantity: number;
      list_unit_price_usd: string;
      unit_price_usd: string;
      list_cost_usd: string;
      cost_usd: string;
    }[];
    formula: string;
    image_size: string | null;
    image_quality: string | null;
    unpriced_reason: string | null;
    suggestion: { provider: string; model: string } | null;
    provider: string;
    model: string;
  };
}

const QUANTITY = new Intl.NumberFormat("en-US", { maximumFractionDigits: 9 });

function sum(texts: readonly string[]): string {
  return formatAtto(texts.reduce((total, text) => total + (parseAtto(text) ?? 0n), 0n));
}

/** How the cost came about: each class of usage times its unit price, and their sum. */
export function CostFormula({ event }: CostFormulaProps) {
  const { components } = event;
  const discounted = components.some((part) => part.list_unit_price_usd !== part.unit_price_usd);
  return (
    <Panel title="How the cost was computed" description={<Code>{event.formula}</Code>}>
      {components.length > 0 ? (
        <Box style={{ overflowX: "auto" }} tabIndex={0} role="region" aria-label="Components of the cost">
          <Table className="tabular" fz="sm">
            <VisuallyHidden component="caption">Components of the cost</VisuallyHidden>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">Class of usage</Table.Th>
                <Table.Th scope="col" ta="end">
                  Quantity
                </Table.Th>
                {discounted ? (
                  <Table.Th scope="col" ta="end">
                    List price
                  </Table.Th>
                ) : null}
                <Table.Th scope="col" ta="end">
                  × Unit price
                </Table.Th>
                <Table.Th scope="col" ta="end">
                  = Cost
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {components.map((part) => (
                <Table.Tr key={part.usage_class}>
                  <Table.Th scope="row" fw={400}>
                    {className(part.usage_class)}
                    {part.usage_class === "images" && event.image_size
                      ? ` of ${[event.image_size, event.image_quality].filter(Boolean).join(", ")}`
                      : ""}
                  </Table.Th>
                  <Table.Td ta="end">{QUANTITY.format(part.quantity)}</Table.Td>
                  {discounted ? <Table.Td ta="end">{formatMoneyExact(part.list_unit_price_usd)}</Table.Td> : null}
                  <Table.Td ta="end">{formatMoneyExact(part.unit_price_usd)}</Table.Td>
                  <Table.Td ta="end">{formatMoneyExact(part.cost_usd)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
            <Table.Tfoot>
              <Table.Tr>
                <Table.Th scope="row">Sum</Table.Th>
                <Table.Td colSpan={discounted ? 3 : 2} />
                <Table.Td ta="end" fw={650}>
                  {formatMoneyExact(sum(components.map((part) => part.cost_usd)))}
                </Table.Td>
              </Table.Tr>
            </Table.Tfoot>
          </Table>
        </Box>
      ) : null}
      {event.unpriced_reason ? (
        <Text size="sm" c="var(--cw-warn)" mt="sm">
          {event.unpriced_reason}
          {event.suggestion ? ` The nearest known model is ${event.suggestion.model} of ${event.suggestion.provider}.` : ""}{" "}
          <TextLink
            href={`/prices?view=unpriced&provider=${encodeURIComponent(event.provider)}&model=${encodeURIComponent(event.model)}`}
          >
            Give it a price
          </TextLink>
        </Text>
      ) : null}
    </Panel>
  );
}
