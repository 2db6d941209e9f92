import type { Rule } from "../rule";
import { fact, on, PRODUCTION, suggested } from "./row";

/** What one event tells, of models, limits and keys. */
export const FACT_RULES: readonly Rule[] = [
  on(
    "unpriced-model",
    {
      title: "A model without a price",
      reported: "first event",
      reason: "Its spend is unknown until it has one.",
      subjects: ["model"],
    },
    fact("unpriced_model"),
  ),
  on(
    "deprecated-model",
    {
      title: "A deprecated model in production",
      reported: "first event",
      reason: "It will stop one day, silently.",
      subjects: ["model", "tenant_model"],
    },
    fact("deprecated_model", PRODUCTION),
  ),
  on(
    "model-policy",
    {
      title: "A model outside its policy",
      reported: "first event",
      reason: "A fallback called gpt-4 instead of gpt-4o-mini.",
      subjects: ["model", "tenant_model"],
    },
    fact("model_outside_policy"),
  ),
  suggested(
    "unpinned-alias",
    {
      title: "An unpinned model alias in production",
      reported: "first event",
      reason: "Its price and answers change under the same name.",
      subjects: ["model"],
    },
    fact("unpinned_alias", PRODUCTION),
  ),
  suggested(
    "output-limit",
    {
      title: "Output limit missing, or ten times the usual output",
      reported: "first event",
      reason: "$0.04 a request instead of $0.004.",
      subjects: ["feature", "tenant_feature"],
    },
    fact("output_limit_missing"),
  ),
  on(
    "key-overdue",
    {
      title: "A key's rotation is overdue",
      reported: "first event",
      reason: "Old keys leak.",
      severity: "info",
      subjects: ["key"],
    },
    fact("key_overdue"),
  ),
  on(
    "key-outside-environment",
    {
      title: "A key used outside its environment",
      reported: "first event",
      reason: "Our own systems misuse it, or somebody else does.",
      severity: "critical",
      subjects: ["key"],
    },
    fact("key_outside_environment"),
  ),
  on(
    "key-after-retirement",
    {
      title: "A key used after its retirement",
      reported: "first event; after rotation 20 minutes",
      reason: "Something was not given the new one.",
      subjects: ["key"],
    },
    fact("key_after_retirement"),
  ),
  on(
    "key-dormant",
    {
      title: "A dormant key wakes",
      reported: "first event",
      reason: "Nobody remembers it; somebody found it.",
      subjects: ["key"],
    },
    fact("key_dormant_active"),
  ),
  on(
    "key-unknown",
    {
      title: "An unknown key in production",
      reported: "first event, once keys are registered",
      reason: "Spend on a key that nobody owns.",
      subjects: ["key"],
    },
    fact("key_unknown", PRODUCTION),
  ),
  on(
    "key-compromised",
    {
      title: "A key is marked as compromised",
      reported: "at once",
      reason: "A key found in a public commit is drained within minutes.",
      severity: "critical",
      subjects: ["key"],
    },
    fact("key_compromised"),
  ),
];
