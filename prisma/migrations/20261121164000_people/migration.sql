-- People: invitations, resets, sign-in by a provider, where sessions are used from; a stricter audit log.

ALTER TABLE app_user
  -- Null while an invitation waits to be accepted.
  ADD COLUMN joined_at timestamptz DEFAULT now(),
  -- Who the person is at the OIDC provider, from their first sign-in through it.
  ADD COLUMN oidc_issuer text,
  ADD COLUMN oidc_subject text,
  -- Until then a password is taken even where only the provider is: the recovery command's doing.
  ADD COLUMN recovery_until timestamptz,
  ADD CONSTRAINT app_user_oidc UNIQUE (oidc_issuer, oidc_subject);
UPDATE app_user SET joined_at = created_at;

ALTER TABLE session
  ADD COLUMN method text NOT NULL DEFAULT 'password' CHECK (method IN ('password', 'oidc')),
  ADD COLUMN last_seen_at timestamptz NOT NULL DEFAULT now();
UPDATE session SET last_seen_at = created_at;

-- Links that let somebody set a password. The link itself is signed and kept nowhere.
CREATE TABLE account_link (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('invitation', 'reset')),
  user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  withdrawn_at timestamptz
);
CREATE INDEX account_link_by_user ON account_link (user_id);

CREATE INDEX audit_log_by_action ON audit_log (action text_pattern_ops, id);
CREATE INDEX audit_log_by_actor ON audit_log (actor_name, id);
CREATE INDEX audit_log_by_subject ON audit_log (subject, id);

-- Rows are only ever added. Erasing a person or tenant may replace names, when its transaction says
-- SET LOCAL costwarden.audit_log = 'erase'; what happened, when and of what kind stays. Emptying is
-- for a restore, which meets an empty log.
CREATE FUNCTION guard_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('costwarden.audit_log', true) = 'erase'
     AND (NEW.id, NEW.at, NEW.action, NEW.actor_kind) = (OLD.id, OLD.at, OLD.action, OLD.actor_kind) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'TRUNCATE' AND NOT EXISTS (SELECT FROM audit_log) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'the audit log is append-only';
END $$;
DROP TRIGGER audit_log_append_only ON audit_log;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION guard_audit_log();
CREATE TRIGGER audit_log_never_emptied BEFORE TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION guard_audit_log();
