"use client";

import { SimpleGrid, Skeleton, Stack } from "@mantine/core";
import { useAddress } from "@/app/hooks/use-address";
import { useEvent } from "@/app/hooks/use-events";
import { useRange } from "@/app/hooks/use-range";
import { CostFormula } from "@/components/events/cost-formula";
import { EventCosts } from "@/components/events/event-costs";
import { EventFacts } from "@/components/events/event-facts";
import { PriceRow } from "@/components/events/price-row";
import { formatInstant } from "@/components/format/time";
import { CodeBlock } from "@/components/ui/code-block";
import { Named } from "@/components/ui/named";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { ApiProblem } from "../../api-problem";

export function EventPage({ reference }: { reference: string }) {
  const { zone } = useRange();
  const { eventsHref } = useAddress();
  const { data: event, error, refetch } = useEvent(reference);
  if (error && !event) return <ApiProblem title="The event cannot be read" error={error} onRetry={() => refetch()} />;
  if (!event)
    return (
      <Stack>
        <Skeleton height={60} />
        <Skeleton height={400} />
      </Stack>
    );
  return (
    <>
      <PageHeader
        title={event.id}
        description={
          <>
            <TextLink href={eventsHref({})} underline>
              Events
            </TextLink>{" "}
            / {event.model} for <Named dimension="tenant" value={event.tenant} />, {formatInstant(event.timestamp, zone)}
          </>
        }
      />
      <Stack gap="md">
        <EventCosts event={event} zone={zone} />
        <CostFormula event={event} />
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
          <EventFacts event={event} zone={zone} />
          <Stack gap="md" style={{ minWidth: 0 }}>
            {event.price ? <PriceRow price={event.price} exact={event.price_exact} zone={zone} /> : null}
            <Panel title="Usage as it was sent">
              <CodeBlock text={JSON.stringify(event.raw_usage ?? null, null, 2)} label="Usage object as it was sent" />
            </Panel>
            {event.attributes && Object.keys(event.attributes).length > 0 ? (
              <Panel title="Other attributes">
                <CodeBlock text={JSON.stringify(event.attributes, null, 2)} label="Other attributes of the event" />
              </Panel>
            ) : null}
          </Stack>
        </SimpleGrid>
      </Stack>
    </>
  );
}
