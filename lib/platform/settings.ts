import { z } from "zod";
import { singleton } from "./singleton";

const zone = z.string().refine(isTimeZone, { error: "is not an IANA time zone, such as Europe/Berlin" });

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(4100),
  HOST: z.string().min(1).default("0.0.0.0"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres:// or postgresql://")
    .optional(),
  COSTWARDEN_DATA_DIR: z.string().min(1).optional(),
  COSTWARDEN_SECRET: z.string().min(16, "must have 16 characters or more").optional(),
  COSTWARDEN_ADMIN_EMAIL: z.email().default("admin@costwarden.local"),
  COSTWARDEN_ADMIN_PASSWORD: z.string().min(8, "must have 8 characters or more").optional(),
  COSTWARDEN_BOOTSTRAP_TOKEN: z
    .string()
    .regex(/^cw_.{29,}$/, "must begin with cw_ and have 32 characters or more")
    .optional(),
  COSTWARDEN_TIMEZONE: zone.default("UTC"),
  COSTWARDEN_PUBLIC_URL: z.url().optional(),
  COSTWARDEN_DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(12),
  COSTWARDEN_INGEST_QUEUE_EVENTS: z.coerce.number().int().min(100).max(1_000_000).default(60_000),
  COSTWARDEN_FUTURE_MINUTES: z.coerce.number().int().min(0).max(1440).default(5),
  COSTWARDEN_PAST_DAYS: z.coerce.number().int().min(1).max(3650).default(90),
  COSTWARDEN_TRUST_REPORTED_SOURCES: z.string().default(""),
  COSTWARDEN_RETENTION_DAYS: z.coerce.number().int().min(1).max(36500).default(400),
  COSTWARDEN_WITHOUT_CONSOLE: z.stringbool().default(false),
  COSTWARDEN_LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

export type Settings = z.infer<typeof environment>;

/** A setting of the environment is not usable: the message names each variable and what is expected. */
export class SettingsError extends Error {}

export function parseSettings(source: Record<string, string | undefined>): Settings {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = environment.safeParse(present);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  throw new SettingsError(`Settings: ${faults.join("; ")}`);
}

/** The settings of this process, read once from its environment. */
export function settings(): Settings {
  return singleton("settings", () => parseSettings(process.env));
}
