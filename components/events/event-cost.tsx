import { Text } from "@mantine/core";
import { Money } from "@/components/ui/money";
import type { EventItem } from "@/lib/spend/contract";

const NOTES: Partial<Record<EventItem["pricing"], string>> = {
  reported: "reported",
  estimated: "estimated",
  unbilled: "unbilled",
};

/** What one event cost, and how well that is known. A corrected one counts no more. */
export function EventCost({
  event,
}: {
  event: Pick<EventItem, "effective_cost_usd" | "pricing" | "corrected_by" | "cache_hit">;
}) {
  const note = event.corrected_by !== null ? "corrected" : event.cache_hit ? "from cache" : NOTES[event.pricing];
  return (
    <>
      <Text span inherit td={event.corrected_by !== null ? "line-through" : undefined}>
        <Money value={event.effective_cost_usd} />
      </Text>
      {note ? (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      ) : null}
    </>
  );
}
