-- Where messages go, and what was sent there. Pending rows are the outbox: they are written in the
-- transaction of what they tell of, with a job of graphile_worker (its schema is migrated beside ours)
-- that wakes a sender. The rows are the truth; a job that is lost costs seconds, not a message.

CREATE TABLE channel (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (name <> ''),
  kind text NOT NULL CHECK (kind <> ''),
  -- What may be shown; what may not is sealed under the installation's secret (empty once deleted).
  config jsonb NOT NULL DEFAULT '{}',
  sealed text NOT NULL,
  hint text NOT NULL DEFAULT '',
  allow_private boolean NOT NULL DEFAULT false,
  fallback_channel_id uuid REFERENCES channel (id) ON DELETE SET NULL,
  enabled boolean NOT NULL DEFAULT true,
  off_reason text,
  off_at timestamptz,
  off_by text,
  -- Attempts that failed since the last that did not.
  failures integer NOT NULL DEFAULT 0,
  failing_since timestamptz,
  last_success_at timestamptz,
  last_failure_at timestamptz,
  last_error text,
  -- Not before: the pace of a service that takes one message a second, or asked to wait.
  next_send_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  CHECK (fallback_channel_id <> id)
);
CREATE UNIQUE INDEX channel_name ON channel (lower(name)) WHERE deleted_at IS NULL;

CREATE TABLE delivery (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  seq bigint GENERATED ALWAYS AS IDENTITY,
  -- Null: a letter to `recipient`.
  channel_id uuid REFERENCES channel (id),
  recipient text,
  key text COLLATE "C" NOT NULL CHECK (key <> ''),
  subject_kind text NOT NULL,
  subject_id text NOT NULL,
  -- Messages of one channel about the same thing arrive in their order. Empty: none.
  ordered_by text COLLATE "C" NOT NULL DEFAULT '',
  -- Of a letter it is sealed, since it may hold a link that signs in; gone once it was sent.
  message jsonb NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  give_up_at timestamptz NOT NULL DEFAULT now() + interval '1 day',
  leased_until timestamptz,
  -- The delivery to another channel that this one stands in for.
  fallback_of uuid,
  -- Channels that failed before it came here, and the name of the last.
  tried_channels uuid[] NOT NULL DEFAULT '{}',
  failed_channel text,
  last_status integer,
  last_error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  CHECK ((channel_id IS NULL) = (recipient IS NOT NULL))
);
CREATE UNIQUE INDEX delivery_once ON delivery (channel_id, key) WHERE channel_id IS NOT NULL;
CREATE UNIQUE INDEX delivery_letter_once ON delivery (recipient, key) WHERE channel_id IS NULL;
CREATE UNIQUE INDEX delivery_seq ON delivery (seq);
CREATE INDEX delivery_pending ON delivery (channel_id, next_attempt_at) WHERE state = 'pending';
CREATE INDEX delivery_order ON delivery (channel_id, ordered_by, seq) WHERE state = 'pending' AND ordered_by <> '';
CREATE INDEX delivery_subject ON delivery (subject_kind, subject_id);
CREATE INDEX delivery_channel ON delivery (channel_id, seq);

CREATE TABLE delivery_attempt (
  delivery_id uuid NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
  number integer NOT NULL,
  at timestamptz NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('ok', 'retry', 'gone', 'refused')),
  status integer,
  latency_ms integer NOT NULL,
  -- The first 2 kB of what was answered, without our secrets.
  answer text NOT NULL DEFAULT '',
  error text,
  retry_at timestamptz,
  PRIMARY KEY (delivery_id, number)
);

-- The synthetic event's rounds through the whole road.
CREATE TABLE canary_round (
  id uuid PRIMARY KEY,
  started_at timestamptz NOT NULL DEFAULT now(),
  evaluated_at timestamptz,
  received_at timestamptz
);
CREATE INDEX canary_round_started ON canary_round (started_at);
CREATE INDEX canary_round_received ON canary_round (received_at) WHERE received_at IS NOT NULL;
