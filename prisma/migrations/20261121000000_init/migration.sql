-- Money is numeric without a scale: every digit that was computed is kept.
-- Names compare byte by byte (COLLATE "C"): cheaper, and the same on every machine.

-- Organisation, people, access -------------------------------------------------

CREATE TABLE setting (
  key text PRIMARY KEY,
  value jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  updated_by text
);

-- What every instance polls once a second: a row's version grows when the thing it names changed.
CREATE TABLE change_version (
  name text PRIMARY KEY,
  version bigint NOT NULL DEFAULT 1
);

CREATE TABLE app_user (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  name text NOT NULL DEFAULT '',
  password_hash text,
  role text NOT NULL CHECK (role IN ('admin', 'finance', 'engineer', 'viewer')),
  created_at timestamptz NOT NULL DEFAULT now(),
  disabled_at timestamptz
);

CREATE TABLE session (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  ip text,
  user_agent text
);
CREATE INDEX session_by_user ON session (user_id);

CREATE TABLE api_token (
  id uuid PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 256),
  token_hash bytea NOT NULL UNIQUE,
  last4 text NOT NULL,
  scopes text[] NOT NULL,
  default_environment text,
  trusts_reported_cost boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);

CREATE TABLE audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'token', 'system')),
  actor_id text,
  actor_name text NOT NULL,
  ip text,
  action text NOT NULL,
  subject text NOT NULL,
  before jsonb,
  after jsonb
);
CREATE INDEX audit_log_at ON audit_log (at);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Price book ---------------------------------------------------------------------

CREATE TABLE price_model (
  provider text NOT NULL,
  model text NOT NULL,
  aliases text[] NOT NULL DEFAULT '{}',
  beginnings text[] NOT NULL DEFAULT '{}',
  name text,
  context_window bigint,
  deprecated boolean NOT NULL DEFAULT false,
  source text NOT NULL CHECK (source IN ('catalogue', 'custom')),
  catalogue_version text,
  PRIMARY KEY (provider, model)
);

-- One row: what one model costs from one date, in one service tier. Rows are never
-- changed once an event may have been rated by them; a change closes one and adds another.
CREATE TABLE price (
  id text PRIMARY KEY,
  provider text NOT NULL,
  model text NOT NULL,
  service_tier text NOT NULL DEFAULT 'default',
  effective_from timestamptz NOT NULL,
  effective_to timestamptz,
  rates jsonb NOT NULL,
  source text NOT NULL CHECK (source IN ('catalogue', 'overlay', 'custom')),
  catalogue_version text,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text,
  note text,
  retired_at timestamptz,
  CHECK (effective_to IS NULL OR effective_to > effective_from)
);
CREATE INDEX price_model_from ON price (provider, model, effective_from);

-- Admin's own prices: absolute rates, or a percentage off list. Empty text means "any".
CREATE TABLE price_override (
  id uuid PRIMARY KEY,
  provider text NOT NULL DEFAULT '',
  model text NOT NULL DEFAULT '',
  tenant text NOT NULL DEFAULT '',
  effective_from timestamptz NOT NULL,
  effective_to timestamptz,
  rates jsonb,
  percent_off numeric CHECK (percent_off >= 0 AND percent_off <= 100),
  note text,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text,
  deleted_at timestamptz,
  CHECK ((rates IS NULL) <> (percent_off IS NULL)),
  CHECK (effective_to IS NULL OR effective_to > effective_from)
);

CREATE TABLE re_rating (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text,
  reason text NOT NULL,
  filter jsonb NOT NULL,
  status text NOT NULL CHECK (status IN ('dry_run', 'applied', 'failed')),
  applied_at timestamptz,
  events_changed bigint NOT NULL DEFAULT 0,
  effective_cost_before numeric,
  effective_cost_after numeric,
  difference jsonb NOT NULL
);

-- Metering -------------------------------------------------------------------------

-- One row a combination of base dimensions; rollups name it by number. '' = no key.
CREATE TABLE series (
  tenant text COLLATE "C" NOT NULL,
  series_id bigint GENERATED ALWAYS AS IDENTITY,
  feature text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  provider text COLLATE "C" NOT NULL,
  model text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, series_id),
  UNIQUE (tenant, feature, environment, provider, model, key)
);

-- Identity is unique whatever the event's time; pruned by receipt (BRIN: no scan, next to no cost).
CREATE TABLE event_identity (
  tenant text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  payload_hash bytea NOT NULL,
  event_time timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  batch bigint NOT NULL,
  PRIMARY KEY (tenant, source, id)
);
CREATE INDEX event_identity_received ON event_identity USING brin (received_at);

CREATE TABLE usage_event (
  tenant text COLLATE "C" NOT NULL,
  time timestamptz NOT NULL,
  source text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  received_at timestamptz NOT NULL,
  feature text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  provider text COLLATE "C" NOT NULL,
  model text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  key_last4 text,
  user_id text COLLATE "C",
  request_model text,
  operation text,
  service_tier text,
  region text,
  status integer,
  error_code text,
  finish_reason text,
  attempt integer,
  request_id text,
  correlation_id text,
  latency_ms bigint,
  cache_hit boolean NOT NULL,
  pricing text NOT NULL CHECK (pricing IN ('priced', 'reported', 'estimated', 'unpriced', 'unbilled')),
  list_cost numeric,
  effective_cost numeric,
  reported_cost numeric,
  saved_cost numeric,
  first_effective_cost numeric,
  price_id text,
  price_exact boolean,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cache_read_tokens bigint NOT NULL,
  cache_write_tokens bigint NOT NULL,
  reasoning_tokens bigint NOT NULL,
  usage json NOT NULL,
  raw_usage json,
  rating json NOT NULL,
  tags json,
  attributes json,
  corrects text,
  corrected_by text,
  re_rating_id uuid,
  PRIMARY KEY (tenant, time, source, id)
) PARTITION BY RANGE (time);
CREATE INDEX usage_event_time ON usage_event (time);
CREATE INDEX usage_event_unpriced ON usage_event (provider, model, time) WHERE pricing = 'unpriced';
CREATE TABLE usage_event_default PARTITION OF usage_event DEFAULT;

CREATE TABLE rejected_event (
  id uuid PRIMARY KEY,
  received_at timestamptz NOT NULL,
  token_id uuid,
  token_name text NOT NULL,
  tenant text,
  event_id text,
  kind text NOT NULL CHECK (kind IN ('rejected', 'conflict')),
  errors jsonb NOT NULL,
  payload json NOT NULL,
  redacted boolean NOT NULL,
  replayed_at timestamptz,
  replay_status text
);
CREATE INDEX rejected_event_received ON rejected_event (received_at, id);

-- What a committed batch touched, for evaluators after the commit. Read in order of xid
-- below the oldest running transaction; ids alone can become visible out of order.
CREATE TABLE touched_scope (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  noted_at timestamptz NOT NULL,
  tenants text[] NOT NULL,
  series_ids bigint[] NOT NULL,
  first_time timestamptz NOT NULL,
  last_time timestamptz NOT NULL,
  cause text NOT NULL CHECK (cause IN ('ingest', 'correction', 're-rating', 'rebuild'))
);

-- Rollups ---------------------------------------------------------------------------
-- docs/decisions/0003: usage at or after `folded_until` is counted by rollup_minute alone;
-- older usage by rollup_quarter and everything built on it. The fold moves the border.

CREATE TABLE rollup_state (
  id integer PRIMARY KEY CHECK (id = 1),
  folded_until timestamptz NOT NULL,
  day_timezone text NOT NULL
);
INSERT INTO rollup_state VALUES (1, '1970-01-01T00:00:00Z', 'UTC');

-- A latency histogram is an array of entries bucket * 2^32 + count (count signed, so that a
-- correction can take away). Entries of one bucket may repeat until they are folded.
CREATE FUNCTION fold_histogram(entries bigint[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(bucket * 4294967296 + count ORDER BY bucket), '{}')
  FROM (
    SELECT (entry + 2147483648) >> 32 AS bucket,
           sum(entry - (((entry + 2147483648) >> 32) << 32))::bigint AS count
    FROM unnest(entries) AS entry
    GROUP BY 1
  ) AS folded
  WHERE count <> 0
$$;
CREATE AGGREGATE merge_histogram(bigint[]) (
  sfunc = array_cat, stype = bigint[], initcond = '{}', finalfunc = fold_histogram, parallel = safe
);

CREATE TABLE rollup_minute (
  bucket timestamptz NOT NULL,
  series_id bigint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  requests bigint NOT NULL,
  errors bigint NOT NULL,
  unpriced_requests bigint NOT NULL,
  unlisted_requests bigint NOT NULL,
  reported_requests bigint NOT NULL,
  estimated_requests bigint NOT NULL,
  unbilled_requests bigint NOT NULL,
  list_cost numeric NOT NULL,
  effective_cost numeric NOT NULL,
  reported_cost numeric NOT NULL,
  estimated_cost numeric NOT NULL,
  saved_cost numeric NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cache_read_tokens bigint NOT NULL,
  cache_write_tokens bigint NOT NULL,
  reasoning_tokens bigint NOT NULL,
  latency_histogram bigint[] NOT NULL,
  rate_limited bigint NOT NULL,
  server_errors bigint NOT NULL,
  retries bigint NOT NULL,
  finished_length bigint NOT NULL,
  finished_filter bigint NOT NULL,
  PRIMARY KEY (bucket, series_id, tenant)
) WITH (fillfactor = 80);

CREATE TABLE rollup_quarter (
  bucket timestamptz NOT NULL,
  series_id bigint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  requests bigint NOT NULL,
  errors bigint NOT NULL,
  unpriced_requests bigint NOT NULL,
  unlisted_requests bigint NOT NULL,
  reported_requests bigint NOT NULL,
  estimated_requests bigint NOT NULL,
  unbilled_requests bigint NOT NULL,
  list_cost numeric NOT NULL,
  effective_cost numeric NOT NULL,
  reported_cost numeric NOT NULL,
  estimated_cost numeric NOT NULL,
  saved_cost numeric NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cache_read_tokens bigint NOT NULL,
  cache_write_tokens bigint NOT NULL,
  reasoning_tokens bigint NOT NULL,
  latency_histogram bigint[] NOT NULL,
  PRIMARY KEY (bucket, series_id, tenant)
) WITH (fillfactor = 90);
CREATE INDEX rollup_quarter_series ON rollup_quarter (tenant, series_id, bucket);

-- Hour (UTC) and day (organisation's zone) sums over chosen sets of dimensions ("cuboids");
-- a dimension outside the set holds ''.
CREATE TABLE rollup_hour (
  cuboid smallint NOT NULL,
  bucket timestamptz NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  feature text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  provider text COLLATE "C" NOT NULL,
  model text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  requests bigint NOT NULL,
  errors bigint NOT NULL,
  unpriced_requests bigint NOT NULL,
  unlisted_requests bigint NOT NULL,
  reported_requests bigint NOT NULL,
  estimated_requests bigint NOT NULL,
  unbilled_requests bigint NOT NULL,
  list_cost numeric NOT NULL,
  effective_cost numeric NOT NULL,
  reported_cost numeric NOT NULL,
  estimated_cost numeric NOT NULL,
  saved_cost numeric NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cache_read_tokens bigint NOT NULL,
  cache_write_tokens bigint NOT NULL,
  reasoning_tokens bigint NOT NULL,
  latency_histogram bigint[] NOT NULL,
  PRIMARY KEY (cuboid, bucket, tenant, feature, environment, provider, model, key)
) PARTITION BY LIST (cuboid);
CREATE TABLE rollup_day (
  cuboid smallint NOT NULL,
  bucket timestamptz NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  feature text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  provider text COLLATE "C" NOT NULL,
  model text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  requests bigint NOT NULL,
  errors bigint NOT NULL,
  unpriced_requests bigint NOT NULL,
  unlisted_requests bigint NOT NULL,
  reported_requests bigint NOT NULL,
  estimated_requests bigint NOT NULL,
  unbilled_requests bigint NOT NULL,
  list_cost numeric NOT NULL,
  effective_cost numeric NOT NULL,
  reported_cost numeric NOT NULL,
  estimated_cost numeric NOT NULL,
  saved_cost numeric NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cache_read_tokens bigint NOT NULL,
  cache_write_tokens bigint NOT NULL,
  reasoning_tokens bigint NOT NULL,
  latency_histogram bigint[] NOT NULL,
  PRIMARY KEY (cuboid, bucket, tenant, feature, environment, provider, model, key)
) PARTITION BY LIST (cuboid);
CREATE TABLE rollup_hour_0 PARTITION OF rollup_hour FOR VALUES IN (0);
CREATE TABLE rollup_hour_1 PARTITION OF rollup_hour FOR VALUES IN (1);
CREATE TABLE rollup_day_0 PARTITION OF rollup_day FOR VALUES IN (0);
CREATE TABLE rollup_day_1 PARTITION OF rollup_day FOR VALUES IN (1);
CREATE TABLE rollup_day_2 PARTITION OF rollup_day FOR VALUES IN (2);
CREATE TABLE rollup_day_3 PARTITION OF rollup_day FOR VALUES IN (3);
CREATE TABLE rollup_day_4 PARTITION OF rollup_day FOR VALUES IN (4);
CREATE TABLE rollup_day_5 PARTITION OF rollup_day FOR VALUES IN (5);
CREATE TABLE rollup_day_6 PARTITION OF rollup_day FOR VALUES IN (6);
CREATE TABLE rollup_day_7 PARTITION OF rollup_day FOR VALUES IN (7);
-- The dearest groups of a day, without reading the others.
CREATE INDEX rollup_day_1_dearest ON rollup_day_1 (bucket, effective_cost);
CREATE INDEX rollup_day_2_dearest ON rollup_day_2 (bucket, effective_cost);
CREATE INDEX rollup_day_3_dearest ON rollup_day_3 (bucket, effective_cost);
CREATE INDEX rollup_day_4_dearest ON rollup_day_4 (bucket, effective_cost);
CREATE INDEX rollup_day_5_dearest ON rollup_day_5 (bucket, effective_cost);

-- Users ("user") and declared tags ("tag:NAME"), in rollups of their own.
CREATE TABLE rollup_label_quarter (
  bucket timestamptz NOT NULL,
  label text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  series_id bigint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  requests bigint NOT NULL,
  errors bigint NOT NULL,
  unpriced_requests bigint NOT NULL,
  unlisted_requests bigint NOT NULL,
  reported_requests bigint NOT NULL,
  estimated_requests bigint NOT NULL,
  unbilled_requests bigint NOT NULL,
  list_cost numeric NOT NULL,
  effective_cost numeric NOT NULL,
  reported_cost numeric NOT NULL,
  estimated_cost numeric NOT NULL,
  saved_cost numeric NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cache_read_tokens bigint NOT NULL,
  cache_write_tokens bigint NOT NULL,
  reasoning_tokens bigint NOT NULL,
  latency_histogram bigint[] NOT NULL,
  PRIMARY KEY (bucket, label, value, series_id, tenant)
);
CREATE TABLE rollup_label_day (
  bucket timestamptz NOT NULL,
  label text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  series_id bigint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  requests bigint NOT NULL,
  errors bigint NOT NULL,
  unpriced_requests bigint NOT NULL,
  unlisted_requests bigint NOT NULL,
  reported_requests bigint NOT NULL,
  estimated_requests bigint NOT NULL,
  unbilled_requests bigint NOT NULL,
  list_cost numeric NOT NULL,
  effective_cost numeric NOT NULL,
  reported_cost numeric NOT NULL,
  estimated_cost numeric NOT NULL,
  saved_cost numeric NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cache_read_tokens bigint NOT NULL,
  cache_write_tokens bigint NOT NULL,
  reasoning_tokens bigint NOT NULL,
  latency_histogram bigint[] NOT NULL,
  PRIMARY KEY (bucket, label, value, series_id, tenant)
);

CREATE TABLE import_run (
  id text PRIMARY KEY,
  file_name text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  lines_done bigint NOT NULL DEFAULT 0,
  accepted bigint NOT NULL DEFAULT 0,
  duplicates bigint NOT NULL DEFAULT 0,
  rejected bigint NOT NULL DEFAULT 0,
  shift_ms bigint NOT NULL DEFAULT 0
);
