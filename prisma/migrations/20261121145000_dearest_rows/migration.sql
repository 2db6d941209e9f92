-- docs/decisions/0007: the dearest rows of all six dimensions, and of a label by them.
CREATE INDEX rollup_day_7_dearest ON rollup_day_7 (bucket, effective_cost);
CREATE INDEX rollup_month_7_dearest ON rollup_month_7 (bucket, effective_cost);
CREATE INDEX rollup_label_day_dearest ON rollup_label_day (label, bucket, effective_cost);
CREATE INDEX rollup_label_month_dearest ON rollup_label_month (label, bucket, effective_cost);

-- A tenant's series in a quarter-hour side by side: the edges of another zone's days are read for few tenants.
ALTER TABLE rollup_quarter DROP CONSTRAINT rollup_quarter_pkey;
ALTER TABLE rollup_quarter ADD PRIMARY KEY (bucket, tenant, series_id);

-- What 20261121100000 filled was not looked at yet: without statistics its sums are read the long way.
ANALYZE rollup_quarter;
ANALYZE rollup_day;
ANALYZE rollup_month;
ANALYZE rollup_label_day;
ANALYZE rollup_label_month;
ANALYZE rollup_value_day;
ANALYZE rollup_value_month;
