import { z } from "zod";
import { email, instant, password, user } from "../contract";

const personName = z.string().trim().max(256);
const secret = z.string().min(1).max(512).meta({ description: "The last part of the link's address" });

export const linkMade = z
  .object({
    url: z.string().nullable().meta({ description: "The link, shown only now; null where it was e-mailed" }),
    expires_at: instant,
    emailed: z.boolean(),
  })
  .meta({ id: "AccountLink" });

export const userWithLink = user.extend({
  invitation: linkMade.nullable().meta({ description: "Null when a password was given, or people sign in elsewhere" }),
});

export const resetRequest = z.strictObject({ email });
export const resetTaken = z.object({ detail: z.string() });

export const acceptance = z.strictObject({ token: secret, password, name: personName.optional() });
export const resetCompletion = z.strictObject({ token: secret, password });
export const passwordSet = z.object({ email: z.string().meta({ description: "Whose password it is, to sign in with" }) });

export const profileChange = z
  .strictObject({
    name: personName,
    current_password: z.string().min(1).max(1024),
    password,
  })
  .partial()
  .refine((change) => change.password === undefined || change.current_password !== undefined, {
    path: ["current_password"],
    error: "is needed to set another password",
  });

export const session = z
  .object({
    id: z.uuid(),
    method: z.enum(["password", "oidc"]),
    created_at: instant,
    last_seen_at: instant.meta({ description: "Written at most once a minute" }),
    expires_at: instant,
    ip: z.string().nullable(),
    user_agent: z.string().nullable(),
    current: z.boolean().meta({ description: "Whether it is the one that asks" }),
  })
  .meta({ id: "Session" });

export const sessionList = z.object({ sessions: z.array(session) });
export const sessionsEnded = z.object({ ended: z.int() });

export const signInSettings = z
  .object({
    password: z.boolean().meta({ description: "Whether people may sign in with e-mail and password" }),
    mail: z.boolean().meta({ description: "Whether links are e-mailed; else they are shown to the admin" }),
    public_url: z.string().nullable(),
    oidc: z
      .object({
        issuer: z.string(),
        client_id: z.string(),
        label: z.string(),
        callback_url: z.string().meta({ description: "To be allowed at the provider" }),
        domains: z.array(z.string()),
        group_claim: z.string(),
        roles: z.array(z.object({ group: z.string(), role: z.string() })),
      })
      .nullable(),
    session_days: z.object({ password: z.number(), oidc: z.number() }),
  })
  .meta({ id: "SignInSettings" });

export type LinkMade = z.input<typeof linkMade>;
export type UserWithLink = z.input<typeof userWithLink>;
export type ProfileChange = z.output<typeof profileChange>;
export type Session = z.input<typeof session>;
export type SignInSettings = z.input<typeof signInSettings>;
