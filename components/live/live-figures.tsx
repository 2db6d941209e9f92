import { SimpleGrid, Text } from "@mantine/core";
import { changeOf } from "@/components/format/money";
import { formatCountShort, formatLatency, formatShare, plural } from "@/components/format/number";
import { Change } from "@/components/ui/change";
import { Money } from "@/components/ui/money";
import { StatCard } from "@/components/ui/stat-card";
import type { LiveAnswer } from "@/lib/spend/live/contract";
import { partOf } from "./shapes";

const AGO = "the same minutes an hour ago";

type Figures = LiveAnswer["totals"][number]["hour_ago"];

interface ShareCardProps {
  label: string;
  of: "rate_limited" | "server_errors" | "errors" | "retries";
  now: Figures | undefined;
  ago: Figures | undefined;
  /** Instead of how many calls. */
  note?: string;
}

/** What part of the calls something befell, and what part it was an hour ago. */
function ShareCard({ label, of, now, ago, note }: ShareCardProps) {
  const before = ago ? partOf(ago[of], ago.requests) : null;
  const value =
    now && ago ? (
      <>
        {formatShare(partOf(now[of], now.requests))}{" "}
        <Text span size="sm" c="dimmed" fw={400}>
          {before === null ? "" : `was ${formatShare(before)}`}
        </Text>
      </>
    ) : undefined;
  return (
    <StatCard label={label} value={value}>
      <Text size="xs" c="dimmed">
        {note ?? (now ? plural(now[of], "call") : "")}
      </Text>
    </StatCard>
  );
}

/** Dollars, tokens and requests of the window, and what tells a failure from growth. */
export function LiveFigures({ total }: { total: LiveAnswer["totals"][number] | undefined }) {
  const now = total?.now;
  const ago = total?.hour_ago;
  const change = (name: "total_tokens" | "requests") => (now && ago ? changeOf(String(ago[name]), String(now[name])) : null);
  return (
    <SimpleGrid cols={{ base: 2, lg: 4 }} spacing={{ base: "xs", xs: "md" }}>
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
      <ShareCard label="Rate limited (429)" of="rate_limited" now={now} ago={ago} />
      <ShareCard label="Server errors (5xx)" of="server_errors" now={now} ago={ago} />
      <ShareCard label="Failed in all" of="errors" now={now} ago={ago} />
      <ShareCard label="Second and later attempts" of="retries" now={now} ago={ago} note="many say retries, not growth" />
    </SimpleGrid>
  );
}
