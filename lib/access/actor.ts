import { DomainError } from "@/lib/platform/errors";
import type { Me } from "./contract";
import { clientAddress } from "./origin";
import type { Principal } from "./principal";

/** Who makes a change, and from where: what the audit log keeps of them. */
export interface Actor {
  principal: Principal;
  ip: string | null;
}

/** The actor of a request that was let in. */
export function actorOf(principal: Principal | null, request: Request): Actor {
  if (principal === null) throw new DomainError("unauthenticated", "Sign in or send an API token.");
  return { principal, ip: clientAddress(request.headers) };
}

/** How an actor is named beside what they made. */
export function actorName({ principal }: Actor): string {
  return principal.kind === "user" ? principal.email : principal.name;
}

/** What a caller is told about themself. */
export function describePrincipal(principal: Principal | null): Me {
  if (principal?.kind === "user") {
    const { kind, id, email, name, role, tenants } = principal;
    return { kind, id, email, name, role, tenants: tenants && [...tenants] };
  }
  if (principal?.kind === "token")
    return {
      kind: "token",
      id: principal.id,
      name: principal.name,
      scopes: [...principal.scopes],
      default_environment: principal.defaultEnvironment,
      trusts_reported_cost: principal.trustsReportedCost,
      tenants: principal.tenants && [...principal.tenants],
    };
  throw new DomainError("unauthenticated", "Sign in or send an API token.");
}
