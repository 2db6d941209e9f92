-- What to watch: ready-made rules (put there at each start, never over what people changed) and people's own.
CREATE TABLE alert_rule (
  id text PRIMARY KEY,
  origin text NOT NULL CHECK (origin IN ('ready_made', 'custom')),
  title text NOT NULL,
  reason text NOT NULL,
  reported text NOT NULL DEFAULT '',
  enabled boolean NOT NULL,
  severity text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  subjects text[] NOT NULL,
  condition jsonb NOT NULL,
  -- dimension → names or patterns; empty: everything
  scope jsonb NOT NULL DEFAULT '{}',
  -- which of the fields above people changed; a later version's ready-made values leave these alone
  edited text[] NOT NULL DEFAULT '{}',
  -- a value from the installation's own first days, beside the reported one
  calibration jsonb,
  place integer NOT NULL DEFAULT 1000000,
  created_at timestamptz(6) NOT NULL,
  created_by text NOT NULL,
  updated_at timestamptz(6) NOT NULL,
  updated_by text NOT NULL
);
