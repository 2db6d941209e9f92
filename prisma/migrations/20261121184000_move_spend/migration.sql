-- Usage can be moved to another tenant. The identity under which an event was sent stays, so that it is still a duplicate
-- when it is sent again, and says where the event is counted now; null: where it was sent.
ALTER TABLE event_identity ADD COLUMN moved_to text COLLATE "C";

-- Where an event was before each time it was moved, first to last: [{by, at, tenant, feature, environment}].
ALTER TABLE usage_event ADD COLUMN moves jsonb;

-- A move goes through its events in order, a bounded transaction at a time.
ALTER TABLE re_attribution
  ADD COLUMN state text NOT NULL DEFAULT 'done' CHECK (state IN ('running', 'done')),
  -- Null: nobody noted which tenants it touched.
  ADD COLUMN tenants text[],
  -- After which event it goes on: [tenant, time, source, id].
  ADD COLUMN place jsonb,
  ADD COLUMN reach text[],
  ADD COLUMN collisions bigint NOT NULL DEFAULT 0,
  ADD COLUMN collided jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN by_day jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN finished_at timestamptz;

UPDATE re_attribution AS r SET finished_at = created_at, tenants = (
  SELECT array_agg(DISTINCT d ->> 'tenant') FROM jsonb_array_elements(r.difference) AS d
  HAVING NOT bool_or((d ->> 'other')::boolean));

CREATE INDEX re_attribution_running ON re_attribution (id) WHERE state = 'running';

-- What a move made of each name on each day, while it is under way.
CREATE TABLE re_attribution_part (
  re_attribution_id uuid NOT NULL REFERENCES re_attribution (id) ON DELETE CASCADE,
  day text COLLATE "C" NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  feature text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  events bigint NOT NULL,
  cost numeric NOT NULL,
  PRIMARY KEY (re_attribution_id, day, tenant, feature, environment)
);
