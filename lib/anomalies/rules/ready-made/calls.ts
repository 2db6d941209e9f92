import type { Rule } from "../rule";
import { amount, fact, on, ROUTES, share, suggested } from "./row";

/** How calls go: attempts, failures, rate limits, latencies, caches, ends of answers. */
export const CALL_RULES: readonly Rule[] = [
  on(
    "attempts",
    { title: "A call's attempts", reported: "> 3", reason: "Clients that know when to stop try three times." },
    amount("attempt", 3),
  ),
  on(
    "retry-share",
    { title: "Share of calls that are retries", reported: "> 20%", reason: "200 users became 1,200 requests in flight." },
    share("retries", 10, 0.2),
  ),
  on(
    "error-rate",
    { title: "Error rate", reported: "> 5% (page: > 20%)", reason: "Failures that users see, or pay for twice." },
    share("errors", 10, 0.05, 0.2),
  ),
  suggested(
    "success-rate",
    { title: "Success rate", reported: "< 99.5%", reason: "For services that promise one." },
    share("errors", 60, 0.005),
  ),
  suggested(
    "other-errors",
    { title: "Errors that are not 429", reported: "any new kind, > 1%", reason: "New kinds of failure follow a deployment." },
    share("not_429", 10, 0.01),
  ),
  on(
    "status-5xx",
    { title: "Share of 5xx over five minutes", reported: "> 2%", reason: "The provider fails; retries will follow." },
    share("status_5xx", 5, 0.02),
  ),
  on(
    "status-429",
    {
      title: "Share of 429 over three minutes",
      reported: "> 1%",
      reason: "Every third request was refused in the night that cost $12,000.",
    },
    share("status_429", 3, 0.01),
  ),
  on(
    "insufficient-quota",
    {
      title: "The provider's quota is used up",
      reported: "first event",
      reason: "Billing, not rate limiting: nothing works until somebody pays.",
      severity: "critical",
      subjects: ["key", "tenant", "provider"],
    },
    fact("insufficient_quota"),
  ),
  on(
    "auth-burst",
    {
      title: "A key is refused",
      reported: "five 401 or 403 in a minute",
      reason: "A leaked key burns until the provider revokes it; then everything fails.",
      severity: "critical",
      subjects: ["key", "tenant_key", "tenant"],
    },
    { kind: "burst", counter: "status_401_403", windowMinutes: 1, least: 5 },
  ),
  on(
    "headroom",
    {
      title: "Rate-limit headroom",
      reported: "< 20% of tokens or requests left",
      reason: "The last warning before 429.",
      subjects: ["key", "tenant"],
    },
    { kind: "headroom", below: 0.2 },
  ),
  suggested(
    "latency-interactive",
    { title: "Latency p95 of interactive routes", reported: "> 600 ms for 5 minutes", reason: "People wait.", subjects: ROUTES },
    { kind: "latency", percentile: 95, windowMinutes: 5, aboveMs: 600, interactiveOnly: true },
  ),
  suggested(
    "latency-p95",
    { title: "Latency p95 anywhere", reported: "> 5 s", reason: "Clients time out and try again.", subjects: ROUTES },
    { kind: "latency", percentile: 95, windowMinutes: 5, aboveMs: 5000, interactiveOnly: false },
  ),
  suggested(
    "latency-p99",
    { title: "Latency p99", reported: "> 10 s", reason: "The slow hundredth is where retries begin.", subjects: ROUTES },
    { kind: "latency", percentile: 99, windowMinutes: 5, aboveMs: 10_000, interactiveOnly: false },
  ),
  suggested(
    "latency-request",
    { title: "Latency of one request", reported: "> 30 s", reason: "Nobody waits so long.", subjects: ["request"] },
    amount("latency_ms", 30_000),
  ),
  suggested(
    "provider-latency",
    {
      title: "The provider's latency rises",
      reported: "by 300 ms for 2 minutes",
      reason: "The first sign of an incident there.",
      subjects: ["provider", "model"],
    },
    { kind: "latency_rise", windowMinutes: 2, byMs: 300 },
  ),
  on(
    "cache-collapse",
    {
      title: "Cache hit rate collapses",
      reported: "down by half against its baseline",
      reason: "A cache that was restarted, or a prompt whose beginning changed.",
    },
    { kind: "collapse", measure: "cache_hit_rate", factor: 0.5, leastRequests: 50 },
  ),
  suggested(
    "content-filter",
    { title: "Answers stopped by the content filter", reported: "> 5%", reason: "Paid for, and of no use." },
    share("content_filter", 60, 0.05),
  ),
  suggested(
    "length-stop",
    { title: "Answers cut at their limit", reported: "> 5%", reason: "Cut answers are asked for again." },
    share("length", 60, 0.05),
  ),
];
