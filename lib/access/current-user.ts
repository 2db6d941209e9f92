import { headers } from "next/headers";
import { authenticateSession } from "./authorise";
import type { UserPrincipal } from "./principal";

/** The person who asked for the page being rendered, with the role they have now; null when nobody is signed in. */
export async function currentUser(): Promise<UserPrincipal | null> {
  return authenticateSession(new Headers(await headers()));
}
