"use client";

import { useDeliveries } from "@/app/hooks/use-channels";
import { SentRun } from "@/components/reports/sent-run";
import type { RunAnswer } from "@/lib/reports/contract";

const FOLLOW_MS = 1500;

/** What became of a report that was sent by hand, channel by channel, until each has answered. */
export function SentReport({ run }: { run: RunAnswer }) {
  const list = useDeliveries({ subject_kind: "report", subject_id: run.id, channel_id: null, state: null }, FOLLOW_MS);
  return <SentRun run={run} deliveries={list.data?.pages.flatMap((page) => page.deliveries) ?? []} />;
}
