import { z } from "zod";
import { parseRoleMapping } from "./role-mapping";
import { singleton } from "./singleton";

const zone = z.string().refine(isTimeZone, { error: "must be an IANA time zone, such as Europe/Berlin" });

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A number as people write one: no exponent, no sign, no 0x. */
const whole = (least: number, most: number) =>
  z.string().transform((text, context) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    context.addIssue(`must be a whole number from ${least} to ${most}`);
    return z.NEVER;
  });

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const environment = z.object({
  PORT: whole(0, 65535).default(4100),
  HOST: z.string().default("0.0.0.0"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres:// or postgresql://")
    .optional(),
  COSTWARDEN_DATA_DIR: z.string().optional(),
  COSTWARDEN_SECRET: z.string().min(16, "must have 16 characters or more").optional(),
  COSTWARDEN_ADMIN_EMAIL: z.email("must be an e-mail address, such as ada@example.com").default("admin@costwarden.local"),
  COSTWARDEN_ADMIN_PASSWORD: z.string().min(8, "must have 8 characters or more").optional(),
  COSTWARDEN_BOOTSTRAP_TOKEN: z
    .string()
    .regex(/^cw_.{29,}$/, "must begin with cw_ and have 32 characters or more")
    .optional(),
  COSTWARDEN_TIMEZONE: zone.default("UTC"),
  COSTWARDEN_PUBLIC_URL: z.url({ protocol: /^https?$/, error: "must be a URL that begins with http:// or https://" }).optional(),
  COSTWARDEN_SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must be a URL that begins with smtp:// or smtps://" }).optional(),
  COSTWARDEN_MAIL_FROM: z.string().max(320).optional(),
  COSTWARDEN_OIDC_ISSUER: z
    .url({ protocol: /^https?$/, error: "must be the provider's URL, which begins with https://" })
    .optional(),
  COSTWARDEN_OIDC_CLIENT_ID: z.string().optional(),
  COSTWARDEN_OIDC_CLIENT_SECRET: z.string().optional(),
  COSTWARDEN_OIDC_SCOPE: z
    .string()
    .regex(/(^|\s)openid(\s|$)/, "must hold openid")
    .default("openid email profile"),
  COSTWARDEN_OIDC_LABEL: z.string().default("Sign in with your company account"),
  COSTWARDEN_OIDC_DOMAINS: z.string().default(""),
  COSTWARDEN_OIDC_GROUP_CLAIM: z.string().default("groups"),
  COSTWARDEN_OIDC_ROLES: z
    .string()
    .refine((text) => parseRoleMapping(text) !== null, {
      error: "must be group=role, …, with a role of admin, finance, engineer, viewer",
    })
    .default(""),
  COSTWARDEN_OIDC_ONLY: z.stringbool({ error: "must be true or false" }).default(false),
  COSTWARDEN_DELIVERY_RETRY_MS: whole(1, 60_000).default(1_000),
  COSTWARDEN_DATABASE_POOL: whole(2, 200).default(12),
  COSTWARDEN_INGEST_QUEUE_EVENTS: whole(100, 1_000_000).default(60_000),
  COSTWARDEN_FUTURE_MINUTES: whole(0, 1440).default(5),
  COSTWARDEN_PAST_DAYS: whole(1, 3650).default(90),
  COSTWARDEN_TRUST_REPORTED_SOURCES: z.string().default(""),
  COSTWARDEN_RETENTION_DAYS: whole(1, 36500).default(400),
  COSTWARDEN_WITHOUT_CONSOLE: z.stringbool({ error: "must be true or false" }).default(false),
  COSTWARDEN_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`).default("info"),
});

const wholeEnvironment = environment.superRefine((given, context) => {
  const needs = (name: keyof typeof given, message: string) => {
    if (given[name] === undefined) context.addIssue({ code: "custom", path: [name], message });
  };
  if (given.COSTWARDEN_OIDC_ISSUER !== undefined) {
    needs("COSTWARDEN_OIDC_CLIENT_ID", "must be set, since COSTWARDEN_OIDC_ISSUER is");
    needs("COSTWARDEN_OIDC_CLIENT_SECRET", "must be set, since COSTWARDEN_OIDC_ISSUER is");
  } else if (given.COSTWARDEN_OIDC_ONLY) needs("COSTWARDEN_OIDC_ISSUER", "must be set, since COSTWARDEN_OIDC_ONLY is");
});

export type Settings = z.infer<typeof environment>;

/** Their values are not for a terminal or a log. */
const SECRETS = /SECRET|PASSWORD|TOKEN|DATABASE_URL|SMTP_URL/;

function fault(name: string, value: string | undefined, expected: string): string {
  if (value === undefined) return `${name} ${expected}`;
  return SECRETS.test(name) ? `${name} ${expected}` : `${name} is ${JSON.stringify(value)}, but ${expected}`;
}

/** A setting of the environment is not usable: the message names each variable, its value and what is expected. */
export class SettingsError extends Error {}

export function parseSettings(source: Record<string, string | undefined>): Settings {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = wholeEnvironment.safeParse(present);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => fault(String(path[0]), present[String(path[0])], message));
  throw new SettingsError(`${faults.join("; ")}.`);
}

/** The settings of this process, read once from its environment. */
export function settings(): Settings {
  return singleton("settings", () => parseSettings(process.env));
}
