export interface Crossing {
  /** Beyond, and not yet back by a tenth. */
  firing: boolean;
  began: boolean;
  ended: boolean;
}

/** What has fired speaks again only after it came back below nine tenths of its threshold. */
const REARM = 0.9;

/**
 * Whether a value beyond a threshold begins an episode, goes on with one, or ends it.
 * @param direction "below" for what should be high: it re-arms above the threshold by the same part
 */
export function crossing(wasFiring: boolean, value: number, threshold: number, direction: "above" | "below" = "above"): Crossing {
  const beyond = direction === "above" ? value > threshold : value < threshold;
  const back = direction === "above" ? value < threshold * REARM : value > threshold / REARM;
  const firing = beyond || (wasFiring && !back);
  return { firing, began: firing && !wasFiring, ended: wasFiring && !firing };
}
