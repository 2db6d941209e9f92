import { organisation } from "@/lib/platform/organisation";

const when = (expires: Date) => `${expires.toISOString().slice(0, 16).replace("T", " ")} UTC`;
const ours = () => organisation().name || "your company";

/** What is written to somebody who was invited. */
export function invitationLetter(by: string, url: string, expires: Date): { subject: string; text: string } {
  return {
    subject: "You are invited to Costwarden",
    text: `${by} invites you to Costwarden, where ${ours()} sees what it spends on AI APIs.

Choose a password here (works once, until ${when(expires)}):

${url}

If you did not expect this, do nothing: no account opens without it.`,
  };
}

/** What is written to somebody who is to set another password. */
export function resetLetter(url: string, expires: Date): { subject: string; text: string } {
  return {
    subject: "Set another Costwarden password",
    text: `Somebody, hopefully you or your admin, asked for another password for this account.

Set it here (works once, until ${when(expires)}):

${url}

If it was not you, do nothing: your password stays as it is.`,
  };
}

/** What is written to somebody who was invited where everybody signs in at the provider. */
export function welcomeLetter(by: string, url: string, label: string): { subject: string; text: string } {
  return {
    subject: "You are invited to Costwarden",
    text: `${by} invites you to Costwarden, where ${ours()} sees what it spends on AI APIs.

Sign in with "${label}":

${url}`,
  };
}
