import { organisation } from "@/lib/platform/organisation";
import { singleton } from "@/lib/platform/singleton";

/** A token may save up this many seconds' worth of events, so that a batch after a pause is let in. */
const BURST_SECONDS = 10;
/** The largest body there is: it must fit once the bucket is full, however low the rate. */
const LARGEST_BATCH = 10_000;

interface Bucket {
  /** Events the token may send now. */
  level: number;
  filledAt: number;
}

/**
 * Counts events of a token against the rate that the organisation set (none unless it did); per instance.
 * @returns seconds to wait when they are too many now, else null
 */
export function ingestAllowance(tokenId: string, events: number, atMs = performance.now()): number | null {
  const rate = organisation().ingest_events_per_second;
  if (rate === null) return null;
  const buckets = singleton("ingestAllowance", () => new Map<string, Bucket>());
  const most = Math.max(rate * BURST_SECONDS, LARGEST_BATCH);
  const bucket = buckets.get(tokenId) ?? { level: most, filledAt: atMs };
  bucket.level = Math.min(most, bucket.level + ((atMs - bucket.filledAt) / 1000) * rate);
  bucket.filledAt = atMs;
  buckets.set(tokenId, bucket);
  if (bucket.level < events) return Math.max(1, Math.ceil((events - bucket.level) / rate));
  bucket.level -= events;
  return null;
}
