-- Budgets: what may be spent on a scope in a period. What was spent is nowhere here: it is read from the rollups.
-- Amounts are in the unit of the budget's measure: US dollars, tokens or requests.

CREATE TABLE budget (
  id uuid PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  -- {"tenant": ["acme"], "tag:team": ["growth"]}: names in order, each list in order; {} is the company.
  scope jsonb NOT NULL,
  -- A template: the dimension whose every value has a budget of its own.
  each text CHECK (each IN ('tenant', 'user', 'key')),
  measure text NOT NULL CHECK (measure IN ('cost', 'tokens', 'requests')),
  -- {"kind": "month"}, {"kind": "fixed", "from": "2026-01-01", "to": "2026-04-01"}, {"kind": "rolling", "days": 30}
  period jsonb NOT NULL,
  mode text NOT NULL DEFAULT 'observe' CHECK (mode IN ('observe', 'warn', 'throttle', 'block')),
  on_unavailable text NOT NULL DEFAULT 'allow' CHECK (on_unavailable IN ('allow', 'deny')),
  thresholds jsonb NOT NULL,
  owner text,
  notes text,
  -- Scope, template, measure and period as one text: two budgets in use never share it.
  identity text COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  updated_at timestamptz NOT NULL,
  updated_by text NOT NULL,
  archived_at timestamptz,
  archived_by text
);
CREATE UNIQUE INDEX budget_identity ON budget (identity) WHERE archived_at IS NULL;

-- Every limit a budget ever had; the newest that has begun is in force.
CREATE TABLE budget_limit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  budget_id uuid NOT NULL REFERENCES budget (id),
  amount numeric NOT NULL CHECK (amount > 0),
  effective_from timestamptz NOT NULL,
  reason text,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL
);
CREATE INDEX budget_limit_by_budget ON budget_limit (budget_id, effective_from, id);

-- Added to the limit for a while.
CREATE TABLE budget_increase (
  id uuid PRIMARY KEY,
  budget_id uuid NOT NULL REFERENCES budget (id),
  amount numeric NOT NULL CHECK (amount > 0),
  effective_from timestamptz NOT NULL,
  effective_to timestamptz NOT NULL CHECK (effective_to > effective_from),
  reason text NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  -- Ended before its time.
  ended_at timestamptz,
  ended_by text
);
CREATE INDEX budget_increase_by_budget ON budget_increase (budget_id, effective_from);

-- A threshold crossed, once: per period, or per episode where there is no calendar period.
CREATE TABLE budget_crossing (
  id uuid PRIMARY KEY,
  budget_id uuid NOT NULL REFERENCES budget (id),
  -- The value of a template's dimension; '' for the budget itself.
  subject text COLLATE "C" NOT NULL,
  -- actual:80, forecast:100, burn_rate:fast:14.4
  threshold text COLLATE "C" NOT NULL,
  -- An episode: of a rolling window or of a burn rate. It ends below 90% of its threshold.
  episode boolean NOT NULL,
  period_start timestamptz NOT NULL,
  period_end timestamptz NOT NULL,
  measured numeric NOT NULL,
  spent numeric NOT NULL,
  limit_amount numeric NOT NULL,
  forecast numeric,
  event_time timestamptz NOT NULL,
  noted_at timestamptz NOT NULL,
  -- The period was over when usage of it crossed the threshold.
  since_close boolean NOT NULL,
  cause text NOT NULL,
  ended_at timestamptz
);
CREATE UNIQUE INDEX budget_crossing_once ON budget_crossing (budget_id, subject, period_start, threshold) WHERE NOT episode;
CREATE UNIQUE INDEX budget_crossing_open ON budget_crossing (budget_id, subject, threshold) WHERE episode AND ended_at IS NULL;
CREATE INDEX budget_crossing_newest ON budget_crossing (noted_at, id);
CREATE INDEX budget_crossing_by_period ON budget_crossing (period_end);
CREATE INDEX budget_crossing_by_budget ON budget_crossing (budget_id, noted_at, id);

-- How far notes of touched scopes were judged before the last stop of every instance; one row.
CREATE TABLE budget_evaluation (
  id int PRIMARY KEY CHECK (id = 1),
  judged_until timestamptz NOT NULL
);
INSERT INTO budget_evaluation (id, judged_until) VALUES (1, now());

-- Evaluators look for what came since the oldest transaction that was running at their last look.
CREATE INDEX touched_scope_xid ON touched_scope (xid);
CREATE INDEX touched_scope_noted ON touched_scope (noted_at);
