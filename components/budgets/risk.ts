import type { ListedBudget } from "./shapes";
export type Risk = "over" | "breach" | "near" | "fine" | "unused";

/** How a budget stands, in the order of what needs looking at. */
export function riskOf({ standing, forecast }: Pick<ListedBudget, "standing" | "forecast">): Risk {
  if (!standing) return "unused";
  if (standing.used_ratio >= 1) return "over";
  if (forecast?.breach_at) return "breach";
  return standing.used_ratio >= 0.8 ? "near" : "fine";
}

export const RISK_WORDS: Record<Risk, string> = {
  over: "over the limit",
  breach: "will be over",
  near: "near the limit",
  fine: "within the limit",
  unused: "nothing used",
};
