import type { Atto } from "@/lib/platform/decimal";
import type { UsageClass, UsageQuantities } from "./usage-classes";

/** What is asked of the price book: this usage of this model, at this time. */
export interface RatingQuestion {
  tenant: string;
  /** As sent; aliases are resolved by the book. "" = not given: inferred where only one is possible. */
  provider: string;
  model: string;
  serviceTier: string | null;
  /** The event's own time, milliseconds since the epoch. */
  atMs: number;
  usage: UsageQuantities;
}

/**
 * One class's part of a cost, in atto-dollars. `cost` = quantity x unitPrice exactly; for
 * `seconds` it is quantity x hourly price / 3600 with one rounding at the 18th digit, and the
 * unit price shown is a rounded one.
 */
export interface RatingComponent {
  /** "requests" is the fee a model asks per call. */
  usageClass: UsageClass | "requests";
  quantity: number;
  listUnitPrice: Atto;
  unitPrice: Atto;
  listCost: Atto;
  cost: Atto;
}

export interface PricedImage {
  size: string;
  quality: string;
}

export interface PricedRating {
  kind: "priced";
  priceId: string;
  overrideId: string | null;
  /** Whose price list it is: another provider's where the host resells models at their makers' prices. */
  provider: string;
  matchedModel: string;
  /** False where a dated, -latest or version suffix was taken off to find the model. */
  exact: boolean;
  /** The tier whose price was taken. */
  serviceTier: string;
  /** The context tier that repriced the request: its input tokens are above this mark. */
  contextAbove: number | null;
  /** The window of the UTC day whose price was taken, as "HH:MM:SS-HH:MM:SS UTC". */
  timeWindow: string | null;
  /** The size and quality whose row priced the images; null where images have one price, or there are none. */
  image: PricedImage | null;
  /** Sum of the components' list costs, to the last digit. */
  listCost: Atto;
  /** Sum of the components' costs, to the last digit. */
  effectiveCost: Atto;
  components: RatingComponent[];
}

export interface UnpricedRating {
  kind: "unpriced";
  reason: string;
  /** Classes of usage for which the model has no price; empty when the model itself is unknown. */
  classes: string[];
  suggestion: { provider: string; model: string } | null;
}

export type Rating = PricedRating | UnpricedRating;
