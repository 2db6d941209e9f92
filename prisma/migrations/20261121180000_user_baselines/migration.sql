-- Users are judged by their own past: which of them a transaction touched, and whose past is kept.

ALTER TABLE touched_scope ADD COLUMN users text[] COLLATE "C" NOT NULL DEFAULT '{}';

-- Users are few among the subjects, and counted from rollups of their own.
CREATE INDEX baseline_subject_users ON baseline_subject (tenant, subject) WHERE kind IN ('user', 'tenant_user');
