import { SimpleGrid, Text } from "@mantine/core";
import { changeOf } from "@/components/format/money";
import { formatCountShort, formatLatency, formatShare, plural } from "@/components/format/number";
import { Change } from "@/components/ui/change";
import { Money } from "@/components/ui/money";
import { StatCard } from "@/components/ui/stat-card";
import type { LiveAnswer } from "@/lib/spend/live/contract";
import { partOf } from "./shapes";

const AGO = "the same minutes an hour ago";

function Share({ part, whole, before }: { part: number | string; whole: number | string; before: number | null }) {
  const share = partOf(part, whole);
  return (
    <>
      {formatShare(share)}{" "}
      <Text span size="sm" c="dimmed" fw={400}>
        {before === null ? "" : `was ${formatShare(before)}`}
      </Text>
    </>
  );
}

/** Dollars, tokens and requests of the window, and what tells a failure from growth. */
export function LiveFigures({ total }: { total: LiveAnswer["totals"][number] | undefined }) {
  const now = total?.now;
  const ago = total?.hour_ago;
  const change = (name: "total_tokens" | "requests") => (now && ago ? changeOf(String(ago[name]), String(now[name])) : null);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="md">
      <StatCard label="Spend" value={now ? <Money value={now.effective_cost_usd} /> : undefined}>
        <Change change={changeOf(ago?.effective_cost_usd ?? null, now?.effective_cost_usd ?? null)} comparedWith={AGO} />
        {now && Number(now.unpriced_requests) > 0 ? (
          <Text size="xs" c="var(--cw-warn)">
            without {plural(now.unpriced_requests, "unpriced request")}
          </Text>
        ) : null}
      </StatCard>
      <StatCard label="Tokens" value={now ? formatCountShort(now.total_tokens) : undefined}>
        <Change change={change("total_tokens")} comparedWith={AGO} />
      </StatCard>
      <StatCard label="Requests" value={now ? formatCountShort(now.requests) : undefined}>
        <Change change={change("requests")} comparedWith={AGO} />
      </StatCard>
      <StatCard label="Latency p95" value={now ? formatLatency(now.latency_p95_ms) : undefined}>
        <Text size="xs" c="dimmed">
          {now && now.latency_p95_ms === null ? "no call told its latency" : "within 5%"}
        </Text>
      </StatCard>
      <StatCard
        label="Rate limited (429)"
        value={
          now && ago ? (
            <Share part={now.rate_limited} whole={now.requests} before={partOf(ago.rate_limited, ago.requests)} />
          ) : undefined
        }
      >
        <Text size="xs" c="dimmed">
          {now ? plural(now.rate_limited, "call") : ""}
        </Text>
      </StatCard>
      <StatCard
        label="Server errors (5xx)"
        value={
          now && ago ? (
            <Share part={now.server_errors} whole={now.requests} before={partOf(ago.server_errors, ago.requests)} />
          ) : undefined
        }
      >
        <Text size="xs" c="dimmed">
          {now ? plural(now.server_errors, "call") : ""}
        </Text>
      </StatCard>
      <StatCard
        label="Failed in all"
        value={
          now && ago ? <Share part={now.errors} whole={now.requests} before={partOf(ago.errors, ago.requests)} /> : undefined
        }
      >
        <Text size="xs" c="dimmed">
          {now ? plural(now.errors, "call") : ""}
        </Text>
      </StatCard>
      <StatCard
        label="Second and later attempts"
        value={
          now && ago ? <Share part={now.retries} whole={now.requests} before={partOf(ago.retries, ago.requests)} /> : undefined
        }
      >
        <Text size="xs" c="dimmed">
          many say retries, not growth
        </Text>
      </StatCard>
    </SimpleGrid>
  );
}
