import { Stack, Text } from "@mantine/core";
import { formatCount, formatShare } from "@/components/format/number";
import { formatInstantShort } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { Money } from "@/components/ui/money";
import { Named } from "@/components/ui/named";
import { TextLink } from "@/components/ui/text-link";
import type { LiveStorm } from "./shapes";

interface StormLinks {
  requests: (storm: LiveStorm) => string;
  stop: ((storm: LiveStorm) => string) | null;
}

/** User actions that are called again and again. */
export function stormColumns(zone: string, links: StormLinks): Column<LiveStorm>[] {
  return [
    {
      id: "correlation",
      header: "Correlation",
      cell: (storm) => (
        <Stack gap={0} miw={120}>
          <TextLink href={links.requests(storm)}>{storm.correlation_id}</TextLink>
          <Text size="xs" c="dimmed" className="wrap-anywhere">
            <Named dimension="tenant" value={storm.tenant} /> · <Named dimension="feature" value={storm.feature} />
          </Text>
        </Stack>
      ),
    },
    { id: "model", header: "Model", wide: true, nowrap: true, cell: ({ model }) => model },
    { id: "calls", header: "Calls", align: "end", cell: ({ calls }) => formatCount(calls) },
    {
      id: "attempt",
      header: "Highest attempt",
      wide: true,
      align: "end",
      cell: ({ highest_attempt }) => formatCount(highest_attempt),
    },
    {
      id: "limited",
      header: "429",
      wide: true,
      align: "end",
      cell: ({ rate_limited, calls }) => formatShare(rate_limited / calls),
    },
    {
      id: "errors",
      header: "5xx",
      wide: true,
      align: "end",
      cell: ({ server_errors, calls }) => formatShare(server_errors / calls),
    },
    { id: "cost", header: "Cost", align: "end", nowrap: true, cell: (storm) => <Money value={storm.effective_cost_usd} /> },
    {
      id: "when",
      header: "From, to",
      wide: true,
      nowrap: true,
      cell: ({ first_at, last_at }) => (
        <>
          <div>{formatInstantShort(first_at, zone)}</div>
          <Text size="xs" c="dimmed">
            {formatInstantShort(last_at, zone)}
          </Text>
        </>
      ),
    },
    {
      id: "stop",
      header: "Act",
      cell: (storm) => (links.stop ? <TextLink href={links.stop(storm)}>Stop them</TextLink> : null),
    },
  ];
}
