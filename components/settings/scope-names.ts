import type { NewToken } from "@/lib/access/contract";

export type Scope = NewToken["scopes"][number];

/** Scopes that a token can be given today, with what they are for. */
export const OFFERED_SCOPES: readonly { value: Scope; label: string; purpose: string }[] = [
  { value: "ingest:write", label: "Send events", purpose: "ingest:write, for services that report their calls" },
  { value: "spend:read", label: "Read spend and events", purpose: "spend:read, for reports and exports" },
  { value: "prices:read", label: "Read prices", purpose: "prices:read" },
  { value: "prices:write", label: "Change prices", purpose: "prices:write, also re-rating" },
  { value: "admin", label: "Everything", purpose: "admin, also tokens, people and settings" },
];
