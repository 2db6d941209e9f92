import { Stack, Text, VisuallyHidden } from "@mantine/core";
import { Fragment } from "react";
import type { Column } from "@/components/tables/column";
import { Money } from "@/components/ui/money";
import { Named } from "@/components/ui/named";
import { TextLink } from "@/components/ui/text-link";
import type { SpendBy } from "@/lib/directory/contract";

type Row = SpendBy["rows"][number];

const MOST_PARTS = 3;

type Link = (to: { by?: readonly string[]; filters: Record<string, readonly string[]> }) => string;

/** The table of spend by owner or cost centre. */
export function ownerColumns(by: SpendBy["by"], total: string | null, exploreHref: Link, eventsHref: Link): Column<Row>[] {
  const nobody = by === "owner" ? "Owned by nobody" : "No cost centre";
  return [
    {
      id: "value",
      header: by === "owner" ? "Owner" : "Cost centre",
      sortBy: ({ value }) => value ?? "",
      cell: ({ value, name }) => (
        <Stack gap={0} miw={130}>
          <Text span inherit className="wrap-anywhere" c={value === null ? "var(--cw-warn)" : undefined}>
            {value === null ? nobody : (name ?? value)}
          </Text>
          {name ? (
            <Text size="xs" c="dimmed" className="wrap-anywhere">
              {value}
            </Text>
          ) : null}
        </Stack>
      ),
      total: "Total",
    },
    {
      id: "spend",
      header: "Spend",
      align: "end",
      sortBy: ({ effective_cost_usd: cost }) => Number(cost ?? 0),
      cell: ({ effective_cost_usd: cost }) => <Money value={cost} />,
      total: <Money value={total} />,
    },
    {
      id: "parts",
      header: "Of",
      cell: ({ parts }) => (
        <Text span size="sm" className="wrap-anywhere">
          {parts.slice(0, MOST_PARTS).map(({ kind, name }, at) => (
            <Fragment key={`${kind} ${name}`}>
              {at === 0 ? "" : ", "}
              <TextLink href={exploreHref({ by: ["model"], filters: { [kind]: [name] } })}>
                <Named dimension={kind} value={name} />
              </TextLink>{" "}
              (
              <TextLink href={eventsHref({ filters: { [kind]: [name] } })}>
                events<VisuallyHidden> of {name}</VisuallyHidden>
              </TextLink>
              )
            </Fragment>
          ))}
          {parts.length > MOST_PARTS ? ` and ${parts.length - MOST_PARTS} more` : ""}
        </Text>
      ),
    },
  ];
}
