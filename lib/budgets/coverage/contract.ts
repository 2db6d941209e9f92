import { z } from "zod";
import { dollars } from "../call-scope";

const window = z.object({
  spend_usd: dollars.meta({ description: "What the calls in scope cost in this time" }),
  asked_usd: dollars.meta({ description: "How much of that was spent by calls that asked for a decision first" }),
  share: z.number().min(0).max(1).nullable().meta({ description: "asked_usd / spend_usd; null when nothing was spent" }),
});

/** How far a stop or a blocking budget reaches: it binds only those who ask. */
export const decisionCoverage = z.object({ last_5_minutes: window, last_day: window }).meta({
  id: "DecisionCoverage",
  description:
    "The share of the spend in scope whose calls asked for a decision first. A stop binds only those who ask. Per tenant, feature, environment, provider, model and key, admitted questions are held against recorded requests.",
});

export type DecisionCoverage = z.output<typeof decisionCoverage>;
