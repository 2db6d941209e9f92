import { SimpleGrid, Text } from "@mantine/core";
import { formatMoneyExact } from "@/components/format/money";
import { Money } from "@/components/ui/money";
import { StatCard } from "@/components/ui/stat-card";
import { TextLink } from "@/components/ui/text-link";
import { type EventMove, EventMoves } from "./event-moves";

interface EventCostsProps {
  event: {
    pricing: string;
    effective_cost_usd: string | null;
    list_cost_usd: string | null;
    reported_cost_usd: string | null;
    reported_difference_usd: string | null;
    first_effective_cost_usd: string | null;
    saved_cost_usd: string | null;
    cache_hit: boolean;
    corrects_ref: string | null;
    corrected_by_ref: string | null;
    moves: readonly EventMove[];
  };
  zone: string;
}

const MEANING: Record<string, string> = {
  priced: "computed from the price book",
  reported: "as the provider or a trusted source reported it",
  estimated: "from estimated usage",
  unpriced: "no price is known: it is in no total",
  unbilled: "a failed call without usage costs nothing",
};

function eventHref(ref: string): string {
  return `/events/${encodeURIComponent(ref)}`;
}

/** The costs of one event, each said for what it is. */
export function EventCosts({ event, zone }: EventCostsProps) {
  return (
    <>
      {event.corrected_by_ref ? (
        <Text size="sm" c="var(--cw-warn)">
          A{" "}
          <TextLink href={eventHref(event.corrected_by_ref)} underline>
            correction
          </TextLink>{" "}
          replaced this event: it counts in no total.
        </Text>
      ) : null}
      {event.corrects_ref ? (
        <Text size="sm">
          This event corrects{" "}
          <TextLink href={eventHref(event.corrects_ref)} underline>
            an earlier one
          </TextLink>{" "}
          and stands in its place.
        </Text>
      ) : null}
      <EventMoves moves={event.moves} zone={zone} />
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="md">
        <StatCard label="Effective cost" value={<Money value={event.effective_cost_usd} exact />}>
          <Text size="xs" c="dimmed">
            {event.cache_hit ? "answered by the caller's own cache" : (MEANING[event.pricing] ?? event.pricing)}
          </Text>
        </StatCard>
        <StatCard label="List cost" value={<Money value={event.list_cost_usd} exact missing="not known" />}>
          <Text size="xs" c="dimmed">
            before agreed rates
          </Text>
        </StatCard>
        {event.reported_cost_usd !== null ? (
          <StatCard label="Reported cost" value={<Money value={event.reported_cost_usd} exact />}>
            <Text size="xs" c="dimmed">
              {event.reported_difference_usd === null
                ? "nothing of ours to compare"
                : `differs from ours by ${formatMoneyExact(event.reported_difference_usd)}`}
            </Text>
          </StatCard>
        ) : null}
        {event.cache_hit && event.saved_cost_usd !== null ? (
          <StatCard label="Saved" value={<Money value={event.saved_cost_usd} exact />}>
            <Text size="xs" c="dimmed">
              what its usage would have cost
            </Text>
          </StatCard>
        ) : null}
        {event.first_effective_cost_usd !== null ? (
          <StatCard label="First cost" value={<Money value={event.first_effective_cost_usd} exact />}>
            <Text size="xs" c="dimmed">
              before it was re-rated
            </Text>
          </StatCard>
        ) : null}
      </SimpleGrid>
    </>
  );
}
