-- The inventory of provider keys. A key is a lineage: its values follow one another by rotation,
-- its id stays. Of a value only the HMAC of its digest and its last four characters are kept.

CREATE TABLE provider_key (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  provider text NOT NULL,
  environment text COLLATE "C" NOT NULL,
  -- No reference: an owner who is gone must stay readable.
  owner_user_id uuid,
  owner_email text,
  purpose text NOT NULL DEFAULT '',
  allowed_tenants text[] COLLATE "C" NOT NULL DEFAULT '{}',
  allowed_features text[] COLLATE "C" NOT NULL DEFAULT '{}',
  allowed_environments text[] COLLATE "C" NOT NULL DEFAULT '{}',
  rotation_days integer CHECK (rotation_days BETWEEN 1 AND 3650),
  rotated_at timestamptz NOT NULL,
  expires_at timestamptz,
  timezone text,
  status text NOT NULL CHECK (status IN ('active', 'rotating', 'retired', 'compromised')),
  rotation_started_at timestamptz,
  rotation_started_by text,
  -- The generation that a rotation under way replaces.
  rotation_from integer,
  compromised_at timestamptz,
  compromised_by text,
  compromise_reason text,
  retired_at timestamptz,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  updated_at timestamptz NOT NULL
);

CREATE TABLE provider_key_value (
  fingerprint text COLLATE "C" PRIMARY KEY,
  key_id uuid NOT NULL REFERENCES provider_key (id) ON DELETE CASCADE,
  last4 text NOT NULL DEFAULT '',
  generation integer NOT NULL,
  state text NOT NULL CHECK (state IN ('current', 'previous', 'retired', 'compromised')),
  registered_at timestamptz NOT NULL,
  retired_at timestamptz,
  compromised_at timestamptz,
  -- What denies our own decisions for a compromised value.
  stop_id uuid,
  -- Of a value that a successor replaced: what the key said of it, should the rotation be given up.
  used_from timestamptz,
  expires_at timestamptz,
  UNIQUE (key_id, generation)
);

-- Where a value was used, from the rollups: kept up from the notes of what transactions touched.
CREATE TABLE key_use (
  fingerprint text COLLATE "C" NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  feature text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  first_seen timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  PRIMARY KEY (fingerprint, tenant, feature, environment)
);

CREATE TABLE key_activity (
  fingerprint text COLLATE "C" PRIMARY KEY,
  first_seen timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  provider text NOT NULL,
  last4 text,
  -- The last time it woke after a long silence, and when that silence began.
  slept_from timestamptz,
  woke_at timestamptz
);

-- How far the notes were read; no row: the past is still to be counted.
CREATE TABLE key_use_state (
  id integer PRIMARY KEY CHECK (id = 1),
  next_xid xid8 NOT NULL
);

CREATE INDEX IF NOT EXISTS touched_scope_xid ON touched_scope (xid);
CREATE INDEX series_key ON series (key) WHERE key <> '';

CREATE TABLE key_finding (
  id uuid PRIMARY KEY,
  -- The key's id, or the fingerprint of a value that is not registered.
  subject text COLLATE "C" NOT NULL,
  key_id uuid REFERENCES provider_key (id) ON DELETE CASCADE,
  kind text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low', 'info')),
  evidence jsonb NOT NULL,
  opened_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  cleared_at timestamptz
);
CREATE UNIQUE INDEX key_finding_open ON key_finding (subject, kind) WHERE cleared_at IS NULL;
CREATE INDEX key_finding_subject ON key_finding (subject, opened_at);

-- Outlives a finding: one that clears and comes back stays accepted until the end date.
CREATE TABLE key_acceptance (
  subject text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  reason text NOT NULL,
  until timestamptz NOT NULL,
  accepted_at timestamptz NOT NULL,
  accepted_by text NOT NULL,
  PRIMARY KEY (subject, kind)
);

CREATE TABLE key_reminder (
  id uuid PRIMARY KEY,
  key_id uuid NOT NULL REFERENCES provider_key (id) ON DELETE CASCADE,
  -- The date it reminds of, and which day around it: -30 is thirty days before, 7 a week after.
  due_on date NOT NULL,
  step integer NOT NULL,
  reason text NOT NULL CHECK (reason IN ('rotation', 'expiry')),
  due_at timestamptz NOT NULL,
  recipient text,
  state text NOT NULL CHECK (state IN ('planned', 'due', 'sent', 'cancelled')),
  planned_at timestamptz NOT NULL,
  sent_at timestamptz,
  sent_via text,
  cancelled_at timestamptz,
  UNIQUE (key_id, due_on, step)
);
CREATE INDEX key_reminder_waiting ON key_reminder (due_at) WHERE state IN ('planned', 'due');

CREATE TABLE key_calendar (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  token_hash bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  last_read_at timestamptz,
  revoked_at timestamptz
);

-- Answers given under an Idempotency-Key, to be given again.
CREATE TABLE idempotency_answer (
  caller text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  request_hash text NOT NULL,
  -- Null while the first request is under way.
  status integer,
  body text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_answer_created ON idempotency_answer (created_at);
