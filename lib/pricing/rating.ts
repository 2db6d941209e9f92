import type { Atto } from "@/lib/platform/decimal";
import type { UsageClass, UsageQuantities } from "./usage-classes";

/** What is asked of the price book: this usage of this model, at this time. */
export interface RatingQuestion {
  tenant: string;
  /** As sent; aliases are resolved by the book. */
  provider: string;
  model: string;
  serviceTier: string | null;
  /** The event's own time, milliseconds since the epoch. */
  atMs: number;
  usage: UsageQuantities;
}

/** One class's part of a cost. `cost` = quantity x unitPrice exactly, in atto-dollars. */
export interface RatingComponent {
  /** "requests" is the fee a model asks per call. */
  usageClass: UsageClass | "requests";
  quantity: number;
  listUnitPrice: Atto;
  unitPrice: Atto;
  listCost: Atto;
  cost: Atto;
}

export interface PricedRating {
  kind: "priced";
  priceId: string;
  overrideId: string | null;
  provider: string;
  matchedModel: string;
  /** False where a dated, -latest or version suffix was taken off to find the model. */
  exact: boolean;
  serviceTier: string;
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
