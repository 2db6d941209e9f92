import { Anchor, Text } from "@mantine/core";
import Link from "next/link";
import { dimensionLabel } from "@/components/filters/dimensions";
import { changeOf } from "@/components/format/money";
import { formatCountShort, formatLatency, formatShare } from "@/components/format/number";
import type { Column } from "@/components/tables/column";
import { Money } from "@/components/ui/money";
import { Named } from "@/components/ui/named";
import type { LiveDimension } from "@/lib/spend/live/choices";
import { BurnerActs, type BurnerLinks } from "./burner-acts";
import { type LiveRow, partOf } from "./shapes";

function Times({ before, after }: { before: string | null; after: string | null }) {
  const change = changeOf(before, after);
  // That nothing was there before is said below.
  if (change === null) return null;
  const times = change + 1;
  const words =
    times >= 2
      ? `${times >= 10 ? Math.round(times) : times.toFixed(1)}×`
      : `${change > 0 ? "+" : "−"}${Math.abs(change * 100).toFixed(0)}%`;
  return (
    <Text span size="xs" c={change > 0.0005 ? "var(--cw-rise)" : "var(--cw-fall)"}>
      {words}
    </Text>
  );
}

function Against({
  now,
  before,
  shown,
  was,
}: {
  now: string | null;
  before: string | null;
  shown: React.ReactNode;
  was: React.ReactNode;
}) {
  return (
    <>
      <div>
        {shown} <Times before={before} after={now} />
      </div>
      <Text size="xs" c="dimmed">
        was {was}
      </Text>
    </>
  );
}

function countColumn(id: "total_tokens" | "requests", header: string): Column<LiveRow> {
  return {
    id,
    header,
    align: "end",
    nowrap: true,
    wide: id === "total_tokens",
    cell: ({ now, hour_ago }) => (
      <Against
        now={String(now[id])}
        before={String(hour_ago[id])}
        shown={formatCountShort(now[id])}
        was={formatCountShort(hour_ago[id])}
      />
    ),
  };
}

function shareColumn(id: "retries" | "rate_limited" | "server_errors", header: string): Column<LiveRow> {
  return {
    id,
    header,
    align: "end",
    nowrap: true,
    wide: true,
    cell: ({ now }) => {
      const share = partOf(now[id], now.requests);
      return (
        <Text span inherit c={share !== null && share >= 0.01 ? "var(--cw-rise)" : undefined}>
          {formatShare(share)}
        </Text>
      );
    },
  };
}

/** Who burns: now, an hour ago, how it fails, and what can be done about it. */
export function burnerColumns(by: LiveDimension, links: BurnerLinks): Column<LiveRow>[] {
  return [
    {
      id: "value",
      header: dimensionLabel(by),
      cell: ({ value }) => (
        <>
          <Anchor component={Link} href={links.only(value)} inherit fw={600} className="wrap-anywhere">
            <Named dimension={by} value={value} />
          </Anchor>
          <BurnerActs by={by} value={value} links={links} hiddenFrom="sm" />
        </>
      ),
    },
    {
      id: "cost",
      header: "Spend",
      align: "end",
      nowrap: true,
      cell: ({ now, hour_ago }) => (
        <Against
          now={now.effective_cost_usd}
          before={hour_ago.effective_cost_usd}
          shown={<Money value={now.effective_cost_usd} />}
          was={<Money value={hour_ago.effective_cost_usd} />}
        />
      ),
    },
    countColumn("total_tokens", "Tokens"),
    countColumn("requests", "Requests"),
    shareColumn("retries", "Retries"),
    shareColumn("rate_limited", "429"),
    shareColumn("server_errors", "5xx"),
    { id: "p95", header: "p95", wide: true, align: "end", nowrap: true, cell: ({ now }) => formatLatency(now.latency_p95_ms) },
    {
      id: "act",
      header: "Look and act",
      wide: true,
      cell: ({ value }) => <BurnerActs by={by} value={value} links={links} wrap="nowrap" />,
    },
  ];
}
