/**
 * Access: who is asking, and what they may do. The one door of this room for the front door,
 * the routes and the process. Sign-in itself (sign-in.ts) and the person a page is rendered for
 * (current-user.ts) stand apart, since they load the sign-in library and the framework.
 */
export { type Actor, actorOf, describePrincipal } from "./actor";
export { type AuditEntry, audit } from "./audit";
export { listAudit } from "./audit-log";
export { authenticateBearer, authorise, holdsScope, refreshTokens, rememberedBearer } from "./authorise";
export { type FirstRun, firstRun } from "./first-run";
export { ingestAllowance } from "./ingest-allowance";
export { changeOrganisation } from "./organisation-settings";
export { publicOrigin } from "./origin";
export { type Principal, reachOf, type TokenPrincipal, type UserPrincipal } from "./principal";
export { changeToken, createToken, listTokens, revokeToken } from "./tokens";
export { changeUser, createUser, listUsers, resetPassword } from "./users";
