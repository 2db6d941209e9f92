import { z } from "zod";
import { type AccessRule, defineOperation, type Role } from "@/lib/platform/http/operation";
import { user } from "../contract";
import {
  acceptance,
  linkMade,
  passwordSet,
  profileChange,
  resetCompletion,
  resetRequest,
  resetTaken,
  sessionList,
  sessionsEnded,
  signInSettings,
} from "./contract";

const EVERYBODY: readonly Role[] = ["admin", "finance", "engineer", "viewer"];
const administration: AccessRule = { roles: ["admin"], scope: "admin", tenants: "refused" };
/** Of the person who is signed in; a token is none and is told so. */
const oneself: AccessRule = { roles: EVERYBODY, scope: null, tenants: "no tenant data" };
const tag = "People";
const byId = z.object({ id: z.uuid("is not an id") });
const bySession = z.object({ id: z.uuid("is not an id"), session: z.uuid("is not an id") });

export const removeUser = defineOperation({
  method: "DELETE",
  path: "/api/v1/users/{id}",
  tag,
  summary: "Remove a person",
  description: "Their sessions end within a second; what they made keeps their name. The last admin cannot be removed.",
  access: administration,
  params: byId,
  answer: user,
});

export const inviteAgain = defineOperation({
  method: "POST",
  path: "/api/v1/users/{id}/invitation",
  tag,
  summary: "Invite a person again",
  description: "E-mailed where that is set up, else shown in the answer, once. The invitation before it ends.",
  access: administration,
  params: byId,
  answer: linkMade,
  status: 201,
});

export const sendReset = defineOperation({
  method: "POST",
  path: "/api/v1/users/{id}/password-reset",
  tag,
  summary: "Make a link to set another password",
  description: "E-mailed where that is set up, else shown in the answer, once. Until it is used, the password stays.",
  access: administration,
  params: byId,
  answer: linkMade,
  status: 201,
});

export const listUserSessions = defineOperation({
  method: "GET",
  path: "/api/v1/users/{id}/sessions",
  tag,
  summary: "List a person's running sessions",
  access: administration,
  params: byId,
  answer: sessionList,
});

export const endUserSessions = defineOperation({
  method: "DELETE",
  path: "/api/v1/users/{id}/sessions",
  tag,
  summary: "End all sessions of a person",
  access: administration,
  params: byId,
  answer: sessionsEnded,
});

export const endUserSession = defineOperation({
  method: "DELETE",
  path: "/api/v1/users/{id}/sessions/{session}",
  tag,
  summary: "End one session of a person",
  description: "Every instance refuses it within a second.",
  access: administration,
  params: bySession,
  answer: sessionsEnded,
});

export const readProfile = defineOperation({
  method: "GET",
  path: "/api/v1/me/profile",
  tag,
  summary: "Read one's own account",
  access: oneself,
  answer: user,
});

export const changeProfile = defineOperation({
  method: "PATCH",
  path: "/api/v1/me/profile",
  tag,
  summary: "Change one's own name or password",
  description: "Another password needs the current one, and ends every other session of the person.",
  access: oneself,
  body: profileChange,
  answer: user,
});

export const listOwnSessions = defineOperation({
  method: "GET",
  path: "/api/v1/me/sessions",
  tag,
  summary: "List one's own running sessions",
  access: oneself,
  answer: sessionList,
});

export const endOtherSessions = defineOperation({
  method: "DELETE",
  path: "/api/v1/me/sessions",
  tag,
  summary: "End all of one's own sessions but this one",
  access: oneself,
  answer: sessionsEnded,
});

export const endOwnSession = defineOperation({
  method: "DELETE",
  path: "/api/v1/me/sessions/{id}",
  tag,
  summary: "End one of one's own sessions",
  access: oneself,
  params: byId,
  answer: sessionsEnded,
});

export const readSignInSettings = defineOperation({
  method: "GET",
  path: "/api/v1/sign-in-settings",
  tag,
  summary: "Read how people sign in here",
  description: "What the process's settings say, without secrets.",
  access: administration,
  answer: signInSettings,
});

export const acceptInvitation = defineOperation({
  method: "POST",
  path: "/api/v1/invitations/acceptance",
  tag,
  summary: "Accept an invitation by its link",
  access: "public",
  body: acceptance,
  answer: passwordSet,
});

export const requestReset = defineOperation({
  method: "POST",
  path: "/api/v1/password-resets",
  tag,
  summary: "Ask for a link to set another password",
  description: "The same answer, as fast, whether an account has the address or not.",
  access: "public",
  body: resetRequest,
  answer: resetTaken,
  status: 202,
});

export const completeReset = defineOperation({
  method: "POST",
  path: "/api/v1/password-resets/completion",
  tag,
  summary: "Set another password by a link",
  description: "Every session of the person ends.",
  access: "public",
  body: resetCompletion,
  answer: passwordSet,
});

export const peopleOperations = [
  removeUser,
  inviteAgain,
  sendReset,
  listUserSessions,
  endUserSessions,
  endUserSession,
  readProfile,
  changeProfile,
  listOwnSessions,
  endOtherSessions,
  endOwnSession,
  readSignInSettings,
  acceptInvitation,
  requestReset,
  completeReset,
];
