/**
 * Access: who is asking, and what they may do. The one door of this room for the front door,
 * the routes and the process. Sign-in itself (sign-in.ts) and the person a page is rendered for
 * (current-user.ts) stand apart, since they load the sign-in library and the framework.
 */
export { type Actor, actorOf, describePrincipal } from "./actor";
export { type AuditEntry, audit } from "./audit";
export { AUDIT_COLUMNS, auditRow, exportAudit, listAudit } from "./audit-log";
export { authenticateBearer, authorise, holdsScope, refreshTokens, rememberedBearer } from "./authorise";
export { type FirstRun, firstRun } from "./first-run";
export { ingestAllowance } from "./ingest-allowance";
export { changeOrganisation } from "./organisation-settings";
export { clientAddress, publicOrigin } from "./origin";
export { acceptInvitation, inviteAgain, readInvitation } from "./people/invitations";
export { connectMailer } from "./people/mailer";
export { changeProfile, readProfile, requirePerson } from "./people/profile";
export { completeReset, readReset, requestReset, resetPassword, resetRequestsDone, sendReset } from "./people/resets";
export { endSessions, listSessions } from "./people/session-list";
export { readSignInSettings, waysToSignIn } from "./people/sign-in-settings";
export { type Principal, reachOf, type TokenPrincipal, type UserPrincipal } from "./principal";
export { changeToken, createToken, listTokens, revokeToken } from "./tokens";
export { changeUser, createUser, listUsers, removeUser } from "./users";
