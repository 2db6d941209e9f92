import type { Role, Scope } from "@/lib/platform/http/operation";

export interface UserPrincipal {
  kind: "user";
  id: string;
  name: string;
  email: string;
  role: Role;
  sessionId: string;
}

export interface TokenPrincipal {
  kind: "token";
  id: string;
  /** Unchangeable; also the default `source` of events sent with the token. */
  name: string;
  scopes: readonly Scope[];
  defaultEnvironment: string | null;
  trustsReportedCost: boolean;
}

/** Who is asking. "system" is the process itself: jobs and commands. */
export type Principal = UserPrincipal | TokenPrincipal | { kind: "system"; id: null; name: string };
