/** What may be chosen of the live figures. Without schemas, so that a page may have it in the browser. */

export const LIVE_DIMENSIONS = ["tenant", "feature", "environment", "provider", "model", "key"] as const;
export const LIVE_ORDERS = ["cost", "tokens", "requests", "rate_limited", "server_errors"] as const;
export const LIVE_WINDOWS = [5, 60] as const;

export type LiveDimension = (typeof LIVE_DIMENSIONS)[number];
export type LiveOrder = (typeof LIVE_ORDERS)[number];
