-- The directory: what events name as tenants, features and environments, and what people say of them.
-- A name that was merged into another keeps its row and its usage: reports read it under the other one.

CREATE TABLE directory_entry (
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('tenant', 'feature', 'environment')),
  name text COLLATE "C" NOT NULL,
  display_name text,
  -- No reference: an owner who is gone must stay readable.
  owner_user_id uuid,
  owner_email text,
  cost_centre text,
  channel_id uuid,
  tags text[] NOT NULL DEFAULT '{}',
  -- The name it was merged into, which is itself merged into none.
  merged_into text COLLATE "C",
  created_at timestamptz NOT NULL,
  updated_at timestamptz,
  PRIMARY KEY (kind, name),
  CHECK (merged_into <> name),
  CHECK (kind <> 'tenant' OR NOT starts_with(name, '__'))
);
CREATE INDEX directory_entry_merged ON directory_entry (kind, merged_into) WHERE merged_into IS NOT NULL;

-- Which combinations events have named, from the rollups: kept up from the notes of what transactions touched.
CREATE TABLE directory_use (
  tenant text COLLATE "C" NOT NULL,
  feature text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  first_seen timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  PRIMARY KEY (tenant, feature, environment)
);
CREATE INDEX directory_use_feature ON directory_use (feature);
CREATE INDEX directory_use_environment ON directory_use (environment);

-- How far the notes were read; no row, or one beyond every number (a restored backup): the past is still to be counted.
CREATE TABLE directory_use_state (
  id integer PRIMARY KEY CHECK (id = 1),
  next_xid xid8 NOT NULL DEFAULT '18446744073709551615'
);
