export function floorTo(stepMs: number, timeMs: number): number {
  return Math.floor(timeMs / stepMs) * stepMs;
}

const GROWTH = Math.log(1.1);

/** Bucket of a latency in milliseconds: each is 10% wider than the one before, so its middle is within 5%. */
export function latencyBucket(latencyMs: number): number {
  return latencyMs < 1 ? 0 : 1 + Math.floor(Math.log(latencyMs) / GROWTH);
}

const ENTRY = 4294967296;

/** One histogram entry as stored: bucket * 2^32 + count; the count may be negative. */
export function histogramEntry(bucket: number, count: number): number {
  return bucket * ENTRY + count;
}
