import type { Role, Scope } from "@/lib/platform/http/operation";
import { Reach } from "@/lib/platform/reach";

export interface UserPrincipal {
  kind: "user";
  id: string;
  name: string;
  email: string;
  role: Role;
  /** What the person is limited to; null: every tenant. */
  tenants: readonly string[] | null;
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
  /** What the token is limited to, for reading as for sending; null: every tenant. */
  tenants: readonly string[] | null;
}

/** Who is asking. "system" is the process itself: jobs and commands. */
export type Principal = UserPrincipal | TokenPrincipal | { kind: "system"; id: null; name: string };

/** The tenants that answers to this caller may speak of. */
export function reachOf(principal: Principal | null): Reach {
  return principal === null || principal.kind === "system" ? Reach.everywhere : Reach.of(principal.tenants);
}
