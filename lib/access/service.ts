/**
 * Access: who is asking, and what they may do. The one door of this room for the front door,
 * the routes and the process; sign-in itself is lib/access/sign-in.ts, used by its route alone.
 */
export { type AuditEntry, audit } from "./audit";
export { authenticateBearer, authenticateSession, authorise, holdsScope } from "./authorise";
export { type FirstRun, firstRun } from "./first-run";
export type { Principal, TokenPrincipal, UserPrincipal } from "./principal";
