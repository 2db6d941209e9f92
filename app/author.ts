import { actorOf, audit, type Principal } from "@/lib/access/service";
import type { Author } from "@/lib/platform/author";

/** The author of a request that was let in: their changes go to the audit log under their name. */
export function authorOf(principal: Principal | null, request: Request): Author {
  const actor = actorOf(principal, request);
  return {
    name: actor.principal.kind === "user" ? actor.principal.email : actor.principal.name,
    note: (client, change) => audit(client, { ...change, actor: actor.principal, ip: actor.ip }),
  };
}
