-- Attempts to sign in and the like, counted over all instances. Keys are digests: an address that was typed is not kept.
CREATE TABLE attempt_count (
  name text NOT NULL,
  key bytea NOT NULL,
  attempts integer NOT NULL,
  ends_at timestamptz NOT NULL,
  PRIMARY KEY (name, key)
);
CREATE INDEX attempt_count_ends ON attempt_count (ends_at);
