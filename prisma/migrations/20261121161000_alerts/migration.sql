-- Alerts: one fact that happened, once; incidents: what one cause trips; who is told of it, and the reports by the calendar.

CREATE TABLE incident (
  id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('open', 'acknowledged', 'snoozed', 'resolved')),
  severity text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  -- The sentence of its worst alert.
  title text NOT NULL,
  lead_id uuid,
  -- Between which event times its alerts lie.
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  opened_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  ended_at timestamptz,
  -- The one it turned out to be part of.
  merged_into uuid REFERENCES incident (id),
  impact_usd numeric,
  usd_per_hour numeric,
  tenants text[] COLLATE "C" NOT NULL DEFAULT '{}',
  -- What was said of it, and to whom.
  paged_at timestamptz,
  told uuid[] NOT NULL DEFAULT '{}',
  spoken integer NOT NULL DEFAULT 0,
  spoken_severity text,
  spoken_impact numeric,
  -- When the one message about alerts that joined is due, and when it went out.
  amend_due_at timestamptz,
  amended_at timestamptz
);
CREATE INDEX incident_newest ON incident (opened_at, id);
CREATE INDEX incident_last ON incident (last_at);
CREATE INDEX incident_live ON incident (id) WHERE state <> 'resolved';
CREATE INDEX incident_amend ON incident (amend_due_at) WHERE amend_due_at IS NOT NULL;

CREATE TABLE alert (
  id uuid PRIMARY KEY,
  rule_id text COLLATE "C" NOT NULL,
  rule_title text NOT NULL,
  subject_kind text NOT NULL,
  subject_key text COLLATE "C" NOT NULL,
  subject_label text NOT NULL,
  scope jsonb NOT NULL,
  -- The tenant that it is about, also where its scope names none.
  core_tenant text COLLATE "C",
  episode text COLLATE "C" NOT NULL,
  threshold text COLLATE "C" NOT NULL,
  severity text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  state text NOT NULL CHECK (state IN ('open', 'acknowledged', 'snoozed', 'resolved', 'expected')),
  since_close boolean NOT NULL,
  -- Event time: when what it tells of began, when it was first and last told.
  began timestamptz NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  raised_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  actual double precision,
  expected double precision,
  low double precision,
  high double precision,
  score double precision,
  unit text NOT NULL,
  impact_usd numeric,
  usd_per_hour numeric,
  summary text NOT NULL,
  facts jsonb NOT NULL,
  contributors jsonb NOT NULL,
  tenants text[] COLLATE "C" NOT NULL,
  sample jsonb,
  owner text,
  incident_id uuid REFERENCES incident (id),
  -- Whether a route leads from it to a channel.
  routed boolean NOT NULL DEFAULT false,
  snoozed_until timestamptz,
  -- Impact of which people know: when it was last spoken of, or acknowledged.
  spoken_impact numeric,
  ended_at timestamptz,
  -- How it ended: "condition" when that cleared, "person" otherwise.
  ended_by text CHECK (ended_by IN ('condition', 'person')),
  reason text,
  digest_day date,
  UNIQUE (rule_id, subject_key, episode, threshold)
);
CREATE INDEX alert_newest ON alert (raised_at, id);
CREATE INDEX alert_by_impact ON alert (coalesce(impact_usd, 0), id);
CREATE INDEX alert_live ON alert (rule_id) WHERE state IN ('open', 'acknowledged', 'snoozed');
CREATE INDEX alert_snoozed ON alert (snoozed_until) WHERE state = 'snoozed';
CREATE INDEX alert_incident ON alert (incident_id);
CREATE INDEX alert_for_digest ON alert (raised_at) WHERE severity = 'info' AND digest_day IS NULL;
CREATE INDEX alert_last ON alert (last_at);

-- The timeline: everything that happened to an alert or its incident. Only ever appended to.
CREATE TABLE alert_note (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alert_id uuid REFERENCES alert (id) ON DELETE CASCADE,
  incident_id uuid REFERENCES incident (id) ON DELETE CASCADE,
  at timestamptz NOT NULL,
  who text NOT NULL,
  what text NOT NULL,
  detail jsonb
);
CREATE INDEX alert_note_alert ON alert_note (alert_id, id);
CREATE INDEX alert_note_incident ON alert_note (incident_id, id);

-- Who is told: empty lists match everything.
CREATE TABLE alert_route (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  severities text[] NOT NULL DEFAULT '{}',
  rules text[] COLLATE "C" NOT NULL DEFAULT '{}',
  tenants text[] COLLATE "C" NOT NULL DEFAULT '{}',
  environments text[] COLLATE "C" NOT NULL DEFAULT '{}',
  owners text[] COLLATE "C" NOT NULL DEFAULT '{}',
  every_channel boolean NOT NULL DEFAULT false,
  channel_ids uuid[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO alert_route (id, name, every_channel, created_by)
VALUES (gen_random_uuid(), 'Everything to every channel', true, 'first start');

-- A day's digest went out: one row a local day holds it to once.
CREATE TABLE alert_digest (
  day date PRIMARY KEY,
  sent_at timestamptz NOT NULL,
  alerts integer NOT NULL
);

CREATE TABLE report_schedule (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  period text NOT NULL CHECK (period IN ('week', 'month')),
  hour integer NOT NULL CHECK (hour BETWEEN 0 AND 23),
  -- Null: the organisation's.
  timezone text,
  enabled boolean NOT NULL DEFAULT true,
  every_channel boolean NOT NULL DEFAULT false,
  channel_ids uuid[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  updated_at timestamptz NOT NULL,
  deleted_at timestamptz
);

CREATE TABLE report_run (
  id uuid PRIMARY KEY,
  schedule_id uuid NOT NULL REFERENCES report_schedule (id),
  period_start timestamptz NOT NULL,
  period_end timestamptz NOT NULL,
  timezone text NOT NULL,
  sent_at timestamptz NOT NULL,
  -- Null: by the calendar.
  asked_by text,
  channels integer NOT NULL,
  summary text NOT NULL
);
CREATE UNIQUE INDEX report_run_once ON report_run (schedule_id, period_start) WHERE asked_by IS NULL;
CREATE INDEX report_run_newest ON report_run (schedule_id, sent_at);
