-- What is usual of each subject of alert rules, and which of them stand out now.

-- Hours of one subject and UTC day: 24 values each, 0 where there was none.
CREATE TABLE baseline_day (
  -- '' where the subject names no tenant.
  tenant text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  day date NOT NULL,
  spend real[] NOT NULL,
  tokens real[] NOT NULL,
  requests real[] NOT NULL,
  output real[] NOT NULL,
  PRIMARY KEY (tenant, subject, day)
) WITH (fillfactor = 85);

CREATE TABLE baseline_subject (
  tenant text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  -- Its names, in the order of its kind.
  names text[] COLLATE "C" NOT NULL,
  -- The first hour that is known of it, and the last in which it did anything.
  since timestamptz NOT NULL,
  last_active timestamptz NOT NULL,
  -- What detectors remember of the hours before `observed_until`; null where they begin anew.
  states bytea,
  observed_until timestamptz NOT NULL,
  -- What is expected of the hours about `outlook_until`, with all before it known.
  outlook double precision[],
  outlook_until timestamptz NOT NULL,
  median_tokens double precision NOT NULL DEFAULT 0,
  median_on date,
  active_hours integer NOT NULL DEFAULT 0,
  usual_requests double precision NOT NULL DEFAULT 0,
  usual_cache_rate double precision NOT NULL DEFAULT 0,
  -- Dollars of the 23 hours before `outlook_until`.
  day_spend double precision NOT NULL DEFAULT 0,
  -- When it is told that it is silent, if it stays so.
  silence_at timestamptz,
  PRIMARY KEY (tenant, subject)
) WITH (fillfactor = 70);
-- Each hour changes a row in place: no other index, and the states stay where they are.
ALTER TABLE baseline_subject ALTER COLUMN states SET STORAGE EXTERNAL;

-- Hours that were closed, and how much everybody grew together in them.
CREATE TABLE baseline_hour (
  hour timestamptz PRIMARY KEY,
  common double precision NOT NULL
);

-- Hours that people said were meant to be so: they teach nothing of what is usual.
CREATE TABLE baseline_exclusion (
  tenant text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  from_hour timestamptz NOT NULL,
  to_hour timestamptz NOT NULL,
  PRIMARY KEY (tenant, subject, from_hour)
);

-- Open episodes: one a rule, subject and threshold, whoever finds it.
CREATE TABLE watch_episode (
  rule_id text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  threshold text COLLATE "C" NOT NULL,
  episode text COLLATE "C" NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (rule_id, subject, threshold)
);

-- Until when every event was judged.
CREATE TABLE watch_position (
  id integer PRIMARY KEY CHECK (id = 1),
  judged_until timestamptz NOT NULL
);
INSERT INTO watch_position VALUES (1, now());

-- Events that rules about single calls may tell of, in the order of their receipt.
CREATE INDEX usage_event_notable ON usage_event (received_at)
  WHERE status >= 400 OR attempt > 1 OR error_code IS NOT NULL OR effective_cost >= 0.1 OR latency_ms >= 10000
    OR input_tokens + output_tokens >= 20000 OR pricing = 'unpriced';
