-- Stops -------------------------------------------------------------------------
-- Null in a dimension means any value. A stop is never deleted: the feed tells how it ended.
CREATE TABLE stop (
  id uuid PRIMARY KEY,
  mode text NOT NULL CHECK (mode IN ('block', 'throttle')),
  tenant text COLLATE "C",
  feature text COLLATE "C",
  environment text COLLATE "C",
  provider text COLLATE "C",
  model text COLLATE "C",
  key text COLLATE "C",
  user_id text COLLATE "C",
  tags jsonb NOT NULL DEFAULT '{}',
  requests_per_minute integer CHECK (requests_per_minute > 0),
  usd_per_minute numeric CHECK (usd_per_minute > 0),
  reason text NOT NULL CHECK (reason <> ''),
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  -- user:ID or token:ID; who may lift their own. Names alone could be chosen alike.
  creator text NOT NULL,
  expires_at timestamptz,
  expired_at timestamptz,
  lifted_at timestamptz,
  lifted_by text,
  lift_reason text,
  -- The version of "stops" (change_version) that this change made: its row's lock makes the order of
  -- versions the order of commits, so that a reader who has seen version n has seen all below it.
  version bigint NOT NULL,
  CHECK (mode = 'block' AND requests_per_minute IS NULL AND usd_per_minute IS NULL
      OR mode = 'throttle' AND (requests_per_minute IS NULL) <> (usd_per_minute IS NULL))
);
CREATE UNIQUE INDEX stop_version ON stop (version);
CREATE INDEX stop_in_force ON stop (expires_at) WHERE lifted_at IS NULL AND expired_at IS NULL;

-- What a throttling stop still lets through, shared by all instances: they draw small shares from here.
CREATE TABLE stop_allowance (
  stop_id uuid PRIMARY KEY REFERENCES stop (id) ON DELETE CASCADE,
  level double precision NOT NULL,
  filled_at timestamptz NOT NULL
);

-- Model policies ----------------------------------------------------------------
CREATE TABLE model_policy (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  tenant text COLLATE "C",
  feature text COLLATE "C",
  environment text COLLATE "C",
  allowed_models text[] NOT NULL DEFAULT '{}',
  denied_models text[] NOT NULL DEFAULT '{}',
  require_pinned boolean NOT NULL DEFAULT false,
  max_tokens bigint CHECK (max_tokens > 0),
  max_cost numeric CHECK (max_cost > 0),
  on_ask text NOT NULL DEFAULT 'deny' CHECK (on_ask IN ('deny', 'warn')),
  note text,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  changed_at timestamptz,
  changed_by text,
  deleted_at timestamptz
);

-- What violated a policy, added up for each transaction that recorded events: appended only, so that
-- ingest never waits for a row that another one holds. Readers sum; a job sums rows of past hours into one.
CREATE TABLE policy_violation (
  tenant text COLLATE "C" NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  policy_id uuid NOT NULL,
  kind text NOT NULL,
  feature text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  model text COLLATE "C" NOT NULL,
  hour timestamptz NOT NULL,
  events bigint NOT NULL CHECK (events > 0),
  first_time timestamptz NOT NULL,
  last_time timestamptz NOT NULL,
  largest numeric,
  example_source text NOT NULL,
  example_id text NOT NULL,
  noted_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX policy_violation_hour ON policy_violation (policy_id, hour);

-- Decisions ---------------------------------------------------------------------
-- What is set aside of blocking budgets; a row goes when its event settles it, or some time after expires_at.
CREATE TABLE reservation (
  tenant text COLLATE "C" NOT NULL,
  id uuid NOT NULL,
  budget_id uuid NOT NULL,
  subject text COLLATE "C" NOT NULL,
  amount numeric NOT NULL CHECK (amount >= 0),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, id, budget_id, subject)
);
CREATE INDEX reservation_budget ON reservation (budget_id, subject);
CREATE INDEX reservation_expiry ON reservation (expires_at);

-- Questions asked, a minute and kind of call; every instance adds to it once a second.
CREATE TABLE decision_minute (
  bucket timestamptz NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  feature text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  provider text COLLATE "C" NOT NULL,
  model text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  with_user boolean NOT NULL,
  allowed bigint NOT NULL DEFAULT 0,
  warned bigint NOT NULL DEFAULT 0,
  throttled bigint NOT NULL DEFAULT 0,
  denied bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (bucket, tenant, feature, environment, provider, model, key, with_user)
);
