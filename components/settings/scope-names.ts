import type { NewToken } from "@/lib/access/contract";

export type Scope = NewToken["scopes"][number];

/** Scopes that a token can be given today, with what they are for. */
export const OFFERED_SCOPES: readonly { value: Scope; label: string; purpose: string }[] = [
  { value: "ingest:write", label: "Send events", purpose: "ingest:write, for services that report their calls" },
  { value: "spend:read", label: "Read spend and events", purpose: "spend:read, for reports and exports" },
  {
    value: "decisions:read",
    label: "Ask before spending",
    purpose: "decisions:read, for services that ask whether a call is allowed",
  },
  { value: "stops:read", label: "Read stops and policies", purpose: "stops:read, for gateways that follow the feed" },
  { value: "stops:write", label: "Stop calls", purpose: "stops:write, also policies" },
  { value: "budgets:read", label: "Read budgets", purpose: "budgets:read" },
  { value: "budgets:write", label: "Change budgets", purpose: "budgets:write, also their import" },
  { value: "prices:read", label: "Read prices", purpose: "prices:read" },
  { value: "prices:write", label: "Change prices", purpose: "prices:write, also re-rating" },
  { value: "keys:read", label: "Read provider keys", purpose: "keys:read, their findings and reminders" },
  { value: "keys:write", label: "Change provider keys", purpose: "keys:write, also rotation and import" },
  { value: "alerts:read", label: "Read alerts", purpose: "alerts:read" },
  { value: "alerts:write", label: "Handle alerts", purpose: "alerts:write, also rules and channels" },
  { value: "admin", label: "Everything", purpose: "admin, also tokens, people and settings" },
];
