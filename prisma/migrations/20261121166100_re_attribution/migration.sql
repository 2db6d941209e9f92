-- Usage that was attributed wrongly and moved: what was moved, where to, by whom. Dry runs are not kept.
CREATE TABLE re_attribution (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  reason text NOT NULL,
  filter jsonb NOT NULL,
  moved_to jsonb NOT NULL,
  events bigint NOT NULL,
  effective_cost numeric NOT NULL,
  difference jsonb NOT NULL
);
CREATE INDEX re_attribution_created ON re_attribution (created_at DESC, id DESC);
