/**
 * What a column holds, and so what erasing a name does to it:
 * - tenant, user, who: that name itself (`who`: of a person who did something or is to be written to)
 * - tenants, owners: a list of such names (owners: of people, or users); limit: the tenants somebody is limited to, as JSON
 * - scope: JSON that something goes by; names stand under `tenant` or `user`
 * - value, values: of a label (users, tags), and of all labels of an event
 * - prose, testimony: text or JSON for people, in which a name may be part of a sentence
 * - kept: no name of a tenant or user
 */
export type Holds =
  | "tenant"
  | "user"
  | "who"
  | "tenants"
  | "owners"
  | "limit"
  | "scope"
  | "value"
  | "values"
  | "prose"
  | "testimony"
  | "kept";

type Columns = Readonly<Record<string, Holds>>;

const named = (...columns: string[]): Columns => Object.fromEntries(columns.map((column) => [column, "kept" as const]));

const ROLLUP: Columns = { tenant: "tenant", ...named("feature", "environment", "provider", "model", "key") };
const LABELS: Columns = { ...ROLLUP, ...named("label"), value: "value" };

/**
 * Every column of every table that could hold a name. A test compares this with the database, so that a new
 * column is decided about here when it is made.
 */
export const PLACES: Readonly<Record<string, Columns>> = {
  account_link: { ...named("kind"), created_by: "who" },
  alert: {
    ...named("rule_id", "subject_kind", "episode", "threshold", "severity", "state", "unit", "ended_by"),
    ...{ rule_title: "prose", subject_key: "prose", subject_label: "prose", scope: "scope", core_tenant: "tenant" },
    ...{ summary: "prose", facts: "testimony", contributors: "testimony", tenants: "tenants", sample: "testimony" },
    ...{ owner: "who", reason: "prose" },
  },
  alert_note: { who: "who", ...named("what"), detail: "testimony" },
  alert_route: {
    ...named("severities", "rules", "environments"),
    ...{ name: "prose", tenants: "tenants", owners: "owners", created_by: "who" },
  },
  alert_rule: {
    ...named("id", "origin", "reported", "severity", "subjects", "condition", "edited", "calibration"),
    ...{ title: "prose", reason: "prose", scope: "scope", created_by: "who", updated_by: "who" },
  },
  // A token's name is the source of events, part of their identity.
  api_token: { ...named("name", "last4", "scopes", "default_environment"), created_by: "who", tenants: "limit" },
  app_user: {
    ...named("email", "name", "password_hash", "role", "oidc_issuer", "oidc_subject"),
    tenants: "limit",
  },
  attempt_count: named("name"),
  audit_log: {
    ...named("actor_kind", "actor_id", "ip", "action"),
    ...{ actor_name: "who", subject: "prose", before: "testimony", after: "testimony" },
  },
  // What is usual is learnt anew; the rows of the name are removed (see steps.ts).
  baseline_day: named("tenant", "subject"),
  baseline_exclusion: named("tenant", "subject"),
  baseline_name: { ...named("kind"), name: "tenant", merged_into: "tenant" },
  baseline_subject: named("tenant", "subject", "kind", "names"),
  budget: {
    // The identity is made of the scope (see rename-budgets.ts).
    ...named("scope", "identity", "each", "measure", "period", "mode", "on_unavailable", "thresholds"),
    ...{ name: "prose", owner: "who", notes: "prose", created_by: "who", updated_by: "who", archived_by: "who" },
  },
  // Subjects of templates: see rename-budgets.ts.
  budget_crossing: named("subject", "threshold", "cause"),
  budget_increase: { reason: "prose", created_by: "who", ended_by: "who" },
  budget_limit: { reason: "prose", created_by: "who" },
  change_version: named("name"),
  // To whom a channel writes is its setting: change it there.
  channel: {
    ...named("kind", "config", "sealed", "hint", "off_reason", "last_error"),
    ...{ name: "prose", off_by: "who", created_by: "who" },
  },
  decision_minute: ROLLUP,
  delivery: {
    ...named("recipient", "key", "subject_kind", "subject_id", "ordered_by", "state", "failed_channel", "last_error"),
    message: "testimony",
  },
  delivery_attempt: { ...named("outcome", "error"), answer: "prose" },
  directory_entry: {
    // The entry of the name itself: see steps.ts.
    ...named("kind", "name", "display_name", "cost_centre", "tags", "merged_into"),
    owner_email: "who",
  },
  directory_use: { tenant: "tenant", ...named("feature", "environment") },
  event_identity: { tenant: "tenant", moved_to: "tenant", ...named("source", "id") },
  // Answers kept for a day: removed where the name stands in them.
  idempotency_answer: named("caller", "key", "request_hash", "body"),
  import_run: { ...named("id"), file_name: "prose" },
  incident: { ...named("state", "severity", "spoken_severity"), title: "prose", tenants: "tenants" },
  key_acceptance: { ...named("subject", "kind"), reason: "prose", accepted_by: "who" },
  key_activity: named("fingerprint", "provider", "last4"),
  key_calendar: { name: "prose", created_by: "who" },
  key_finding: { ...named("subject", "kind", "severity"), evidence: "testimony" },
  key_reminder: { ...named("reason", "state", "sent_via"), recipient: "who" },
  key_use: { ...named("fingerprint", "feature", "environment"), tenant: "tenant" },
  model_policy: {
    ...named("feature", "environment", "allowed_models", "denied_models", "on_ask"),
    ...{ name: "prose", tenant: "tenant", note: "prose", created_by: "who", changed_by: "who" },
  },
  policy_violation: {
    ...named("kind", "feature", "environment", "model", "example_source", "example_id"),
    tenant: "tenant",
  },
  price: {
    ...named("id", "provider", "model", "service_tier", "rates", "source", "catalogue_version"),
    ...{ created_by: "who", note: "prose" },
  },
  price_model: named("provider", "model", "aliases", "beginnings", "name", "source", "catalogue_version"),
  price_override: {
    ...named("provider", "model", "rates", "service_tier"),
    ...{ tenant: "tenant", note: "prose", created_by: "who" },
  },
  provider_key: {
    ...named("provider", "environment", "allowed_features", "allowed_environments", "timezone", "status"),
    ...{ name: "prose", owner_email: "who", purpose: "prose", allowed_tenants: "tenants", compromise_reason: "prose" },
    ...{ rotation_started_by: "who", compromised_by: "who", created_by: "who" },
  },
  provider_key_value: named("fingerprint", "last4", "state"),
  re_attribution: {
    ...{ created_by: "who", reason: "prose", filter: "scope", moved_to: "scope", difference: "testimony", by_day: "testimony" },
    ...{ ...named("state"), tenants: "tenants", reach: "tenants", place: "values", collided: "scope" },
  },
  re_attribution_part: { ...named("day", "feature", "environment"), tenant: "tenant" },
  re_rating: { created_by: "who", reason: "prose", filter: "scope", ...named("status"), difference: "testimony" },
  // Refused events are in no total: those of the name are removed.
  rejected_event: named("token_name", "tenant", "event_id", "kind", "errors", "payload", "replay_status"),
  report_run: { ...named("timezone"), asked_by: "who", summary: "prose" },
  report_schedule: { ...named("period", "timezone"), name: "prose", created_by: "who" },
  // A minute's life: removed.
  reservation: named("tenant", "subject"),
  rollup_day: ROLLUP,
  rollup_hour: ROLLUP,
  rollup_label_day: { ...named("label"), value: "value", tenant: "tenant" },
  rollup_label_month: { ...named("label"), value: "value", tenant: "tenant" },
  rollup_label_quarter: { ...named("label"), value: "value", tenant: "tenant" },
  rollup_minute: { tenant: "tenant" },
  rollup_month: ROLLUP,
  rollup_quarter: { tenant: "tenant" },
  rollup_state: named("day_timezone"),
  rollup_value_day: LABELS,
  rollup_value_month: LABELS,
  series: ROLLUP,
  session: named("ip", "user_agent", "method"),
  setting: { ...named("key", "value"), updated_by: "who" },
  stop: {
    ...named("mode", "feature", "environment", "provider", "model", "key", "creator"),
    ...{ tenant: "tenant", user_id: "user", tags: "values", reason: "prose" },
    ...{ created_by: "who", lifted_by: "who", lift_reason: "prose" },
  },
  touched_scope: { tenants: "tenants", users: "owners", ...named("cause") },
  usage_event: {
    ...named("source", "id", "feature", "environment", "provider", "model", "key", "key_last4", "request_model"),
    ...named("operation", "service_tier", "region", "error_code", "finish_reason", "request_id", "correlation_id"),
    ...named("pricing", "price_id", "usage", "raw_usage", "rating", "corrects", "corrected_by"),
    ...{ tenant: "tenant", user_id: "user", tags: "values", attributes: "testimony", moves: "scope" },
  },
  // Open episodes of the name are over: removed.
  watch_episode: named("rule_id", "subject", "threshold", "episode"),
};
