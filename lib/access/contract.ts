import { z } from "zod";
import { moment } from "@/lib/platform/http/fields";
import type { Scope } from "@/lib/platform/http/operation";
import { organisationSchema } from "@/lib/platform/organisation";

const SUBJECTS = ["spend", "budgets", "stops", "alerts", "keys", "prices"] as const;

const SCOPES: readonly Scope[] = [
  "admin",
  "ingest:write",
  "decisions:read",
  ...SUBJECTS.flatMap((subject): Scope[] => [`${subject}:read`, `${subject}:write`]),
];

export const instant = z.iso.datetime().meta({ description: "RFC 3339, UTC" });
const id = z.uuid();

/** A name people give: printable, and not one of ours (those begin with two underscores). */
const givenName = z
  .string()
  .trim()
  .min(1, "is empty")
  .max(256, "has more than 256 characters")
  .refine((text) => !/\p{Cc}/u.test(text), "has control characters")
  .refine((text) => !text.startsWith("__"), "begins with two underscores, which is reserved");

const scopes = z
  .array(z.enum(SCOPES as readonly [Scope, ...Scope[]], { error: `is not a scope; these are: ${SCOPES.join(", ")}` }))
  .min(1, "names no scope")
  .transform((list) => [...new Set(list)]);

export const paging = {
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(512).optional().meta({ description: "next_cursor of the answer before" }),
};

export const nextCursor = z.string().nullable().meta({ description: "Where the next page begins; null on the last one" });

const TENANTS = "Only these tenants, and nothing that concerns others; null: all";
/** What a person or token is limited to. */
const tenantLimit = z
  .array(givenName)
  .min(1, "names no tenant: null means all")
  .max(1000, "has more than 1000 tenants")
  .transform((list) => [...new Set(list)].sort())
  .nullable()
  .meta({ description: TENANTS, example: ["acme"] });
const limitShown = z.array(z.string()).nullable().meta({ description: TENANTS });

export const apiToken = z
  .object({
    id,
    name: z.string().meta({ description: "Unchangeable; also the default source of events sent with the token" }),
    last4: z.string(),
    scopes: z.array(z.string()),
    default_environment: z.string().nullable(),
    trusts_reported_cost: z.boolean().meta({ description: "Whether cost_usd in its events counts as the effective cost" }),
    tenants: limitShown,
    created_at: instant,
    created_by: z.string().nullable(),
    expires_at: instant.nullable(),
    last_used_at: instant.nullable().meta({ description: "Written at most once a minute" }),
    revoked_at: instant.nullable(),
  })
  .meta({ id: "ApiToken" });

const changeable = {
  default_environment: givenName.nullable(),
  trusts_reported_cost: z.boolean(),
  tenants: tenantLimit,
  expires_at: z.iso.datetime({ offset: true, error: "is not an RFC 3339 time with a zone" }).nullable(),
};

export const newToken = z.strictObject({
  name: givenName.meta({ example: "checkout-api" }),
  scopes: scopes.default(["ingest:write"]),
  default_environment: changeable.default_environment.default(null),
  trusts_reported_cost: changeable.trusts_reported_cost.default(false),
  tenants: tenantLimit.optional(),
  expires_at: changeable.expires_at.default(null),
});

export const tokenChange = z
  .strictObject(changeable, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? `${issue.keys.join(", ")} cannot be changed: make another token instead` : undefined,
  })
  .partial();

export const madeToken = apiToken.extend({ token: z.string().meta({ description: "The token itself; shown only now" }) });

const role = z.enum(["admin", "finance", "engineer", "viewer"], { error: "is not one of admin, finance, engineer, viewer" });
export const password = z.string().min(8, "must have 8 characters or more").max(1024);
export const email = z
  .email("is not an e-mail address")
  .max(320)
  .transform((text) => text.toLowerCase());

export const user = z
  .object({
    id,
    email: z.string(),
    name: z.string(),
    role,
    tenants: limitShown,
    state: z.enum(["active", "invited", "disabled"]),
    signs_in_with: z
      .array(z.enum(["password", "oidc"]))
      .meta({ description: "A password of ours, the identity provider; none before an invitation is accepted" }),
    created_at: instant,
    joined_at: instant.nullable().meta({ description: "Null until an invitation is accepted" }),
    disabled_at: instant.nullable(),
    last_seen_at: instant.nullable().meta({ description: "Of their running sessions, the latest use" }),
  })
  .meta({ id: "User" });

export const newUser = z.strictObject({
  email: email.meta({ example: "ada@example.com" }),
  name: z.string().trim().max(256).default(""),
  role,
  tenants: tenantLimit.optional(),
  password: password.optional().meta({ description: "Left out, the person is invited and chooses one" }),
});

export const userChange = z
  .strictObject({
    name: z.string().trim().max(256),
    role,
    tenants: tenantLimit,
    disabled: z.boolean(),
    password,
  })
  .partial();

export const auditEntry = z
  .object({
    id: z.string(),
    at: instant,
    actor: z.object({ kind: z.enum(["user", "token", "system"]), id: z.string().nullable(), name: z.string() }),
    ip: z.string().nullable(),
    action: z.string().meta({ example: "token.create" }),
    subject: z.string().meta({ example: "token:checkout-api" }),
    before: z.json(),
    after: z.json(),
  })
  .meta({ id: "AuditEntry" });

const auditFilter = {
  action: z
    .string()
    .max(256)
    .optional()
    .meta({ description: "Only this action, such as token.create; without a dot, all of that thing: token", example: "token" }),
  subject: z.string().max(1024).optional().meta({ description: "Only this subject, such as user:ada@example.com" }),
  actor: z.string().max(512).optional().meta({ description: "Only what this person or token did, by name or e-mail" }),
  ip: z.string().max(64).optional().meta({ description: "Only what came from this address" }),
  from: moment.optional().meta({ description: "Not before this" }),
  to: moment.optional().meta({ description: "Before this" }),
};

export const auditQuery = z.strictObject({
  ...paging,
  ...auditFilter,
  format: z.enum(["json", "csv", "ndjson"], "is none of json, csv, ndjson").optional().meta({
    description: "csv and ndjson export all that fits, without pages; the same as Accept: text/csv or application/x-ndjson",
  }),
});

export const organisationAnswer = organisationSchema.meta({ id: "Organisation" });
export const organisationChange = z.strictObject(organisationSchema.shape).partial();

export const me = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("user"), id, email: z.string(), name: z.string(), role, tenants: limitShown }),
    z.object({
      kind: z.literal("token"),
      id,
      name: z.string(),
      scopes: z.array(z.string()),
      default_environment: z.string().nullable(),
      trusts_reported_cost: z.boolean(),
      tenants: limitShown,
    }),
  ])
  .meta({ id: "Me" });

export type ApiToken = z.input<typeof apiToken>;
export type NewToken = z.output<typeof newToken>;
export type TokenChange = z.output<typeof tokenChange>;
export type User = z.input<typeof user>;
export type NewUser = z.output<typeof newUser>;
export type UserChange = z.output<typeof userChange>;
export type AuditEntryAnswer = z.input<typeof auditEntry>;
export type AuditFilter = Partial<Pick<z.output<typeof auditQuery>, keyof typeof auditFilter>>;
export type OrganisationChange = z.output<typeof organisationChange>;
export type Me = z.input<typeof me>;
