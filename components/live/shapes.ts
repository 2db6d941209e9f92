import type { LiveAnswer } from "@/lib/spend/live/contract";

export type LivePair = Pick<LiveAnswer["rows"][number], "now" | "hour_ago">;
export type LiveRow = LiveAnswer["rows"][number];
export type LiveStorm = LiveAnswer["storms"]["items"][number];
export type LiveMinute = LiveAnswer["minutes"][number];

/** A part of the requests; null where there were none. */
export function partOf(part: number | string, requests: number | string): number | null {
  return Number(requests) > 0 ? Number(part) / Number(requests) : null;
}
