-- docs/decisions/0007: months beside days, and the values of labels summed ahead.

-- Nothing uses it any more: it appended arrays one to another, which takes time with the square of a group's rows.
DROP AGGREGATE merge_histogram(bigint[]);

-- Sums by calendar month in the organisation's zone: the same cuboids as rollup_day.
CREATE TABLE rollup_month (LIKE rollup_day) PARTITION BY LIST (cuboid);
ALTER TABLE rollup_month ADD PRIMARY KEY (cuboid, bucket, tenant, feature, environment, provider, model, key);
CREATE TABLE rollup_month_0 PARTITION OF rollup_month FOR VALUES IN (0);
CREATE TABLE rollup_month_1 PARTITION OF rollup_month FOR VALUES IN (1);
CREATE TABLE rollup_month_2 PARTITION OF rollup_month FOR VALUES IN (2);
CREATE TABLE rollup_month_3 PARTITION OF rollup_month FOR VALUES IN (3);
CREATE TABLE rollup_month_4 PARTITION OF rollup_month FOR VALUES IN (4);
CREATE TABLE rollup_month_5 PARTITION OF rollup_month FOR VALUES IN (5);
CREATE TABLE rollup_month_6 PARTITION OF rollup_month FOR VALUES IN (6);
CREATE TABLE rollup_month_7 PARTITION OF rollup_month FOR VALUES IN (7);

CREATE TABLE rollup_label_month (LIKE rollup_label_day);
ALTER TABLE rollup_label_month ADD PRIMARY KEY (bucket, label, value, series_id, tenant);

-- A label's values summed over all series (cuboid 0), by tenant (1) and, of tags, by all dimensions but the
-- tenant (6). The value '' stands for all usage that has the label.
CREATE TABLE rollup_value_day (
  cuboid smallint NOT NULL,
  label text COLLATE "C" NOT NULL,
  bucket timestamptz NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  feature text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  provider text COLLATE "C" NOT NULL,
  model text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  requests bigint NOT NULL,
  errors bigint NOT NULL,
  unpriced_requests bigint NOT NULL,
  unlisted_requests bigint NOT NULL,
  reported_requests bigint NOT NULL,
  estimated_requests bigint NOT NULL,
  unbilled_requests bigint NOT NULL,
  list_cost numeric NOT NULL,
  effective_cost numeric NOT NULL,
  reported_cost numeric NOT NULL,
  estimated_cost numeric NOT NULL,
  saved_cost numeric NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cache_read_tokens bigint NOT NULL,
  cache_write_tokens bigint NOT NULL,
  reasoning_tokens bigint NOT NULL,
  latency_histogram bigint[] NOT NULL,
  PRIMARY KEY (cuboid, label, bucket, tenant, value, feature, environment, provider, model, key)
) PARTITION BY LIST (cuboid);
CREATE TABLE rollup_value_day_0 PARTITION OF rollup_value_day FOR VALUES IN (0);
CREATE TABLE rollup_value_day_1 PARTITION OF rollup_value_day FOR VALUES IN (1);
CREATE TABLE rollup_value_day_6 PARTITION OF rollup_value_day FOR VALUES IN (6);
CREATE TABLE rollup_value_month (
  cuboid smallint NOT NULL,
  label text COLLATE "C" NOT NULL,
  bucket timestamptz NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  feature text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  provider text COLLATE "C" NOT NULL,
  model text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  requests bigint NOT NULL,
  errors bigint NOT NULL,
  unpriced_requests bigint NOT NULL,
  unlisted_requests bigint NOT NULL,
  reported_requests bigint NOT NULL,
  estimated_requests bigint NOT NULL,
  unbilled_requests bigint NOT NULL,
  list_cost numeric NOT NULL,
  effective_cost numeric NOT NULL,
  reported_cost numeric NOT NULL,
  estimated_cost numeric NOT NULL,
  saved_cost numeric NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cache_read_tokens bigint NOT NULL,
  cache_write_tokens bigint NOT NULL,
  reasoning_tokens bigint NOT NULL,
  latency_histogram bigint[] NOT NULL,
  PRIMARY KEY (cuboid, label, bucket, tenant, value, feature, environment, provider, model, key)
) PARTITION BY LIST (cuboid);
CREATE TABLE rollup_value_month_0 PARTITION OF rollup_value_month FOR VALUES IN (0);
CREATE TABLE rollup_value_month_1 PARTITION OF rollup_value_month FOR VALUES IN (1);
CREATE TABLE rollup_value_month_6 PARTITION OF rollup_value_month FOR VALUES IN (6);

-- What is recorded already: the months of the days, and the values of the labels' days.
CREATE FUNCTION pg_temp.month_start(bucket timestamptz, zone text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  -- A midnight that comes twice counts from its first coming.
  SELECT min(start) FROM (
    SELECT (date_trunc('month', bucket AT TIME ZONE zone) AT TIME ZONE zone) - earlier AS start
    FROM unnest(ARRAY[interval '0', interval '30 minutes', interval '1 hour', interval '2 hours']) AS earlier
  ) AS starts WHERE start AT TIME ZONE zone >= date_trunc('month', bucket AT TIME ZONE zone)
$$;
CREATE TEMPORARY TABLE month_of_day ON COMMIT DROP AS
  SELECT day, pg_temp.month_start(day, (SELECT day_timezone FROM rollup_state WHERE id = 1)) AS month
  FROM (SELECT DISTINCT bucket AS day FROM rollup_day WHERE cuboid = 0 UNION SELECT DISTINCT bucket FROM rollup_label_day) AS days;
ANALYZE month_of_day;

INSERT INTO rollup_month (cuboid, bucket, tenant, feature, environment, provider, model, key, requests, errors, unpriced_requests, unlisted_requests, reported_requests, estimated_requests, unbilled_requests, list_cost, effective_cost, reported_cost, estimated_cost, saved_cost, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, latency_histogram)
  SELECT f.cuboid, m.month, f.tenant, f.feature, f.environment, f.provider, f.model, f.key,
    sum(f.requests)::bigint, sum(f.errors)::bigint, sum(f.unpriced_requests)::bigint, sum(f.unlisted_requests)::bigint, sum(f.reported_requests)::bigint, sum(f.estimated_requests)::bigint, sum(f.unbilled_requests)::bigint, sum(f.list_cost), sum(f.effective_cost), sum(f.reported_cost), sum(f.estimated_cost), sum(f.saved_cost), sum(f.input_tokens)::bigint, sum(f.output_tokens)::bigint, sum(f.cache_read_tokens)::bigint, sum(f.cache_write_tokens)::bigint, sum(f.reasoning_tokens)::bigint,
    CASE WHEN count(*) = 1 THEN min(f.latency_histogram) WHEN sum(cardinality(f.latency_histogram)) = 0 THEN '{}'::bigint[]
      WHEN sum(cardinality(f.latency_histogram)) <= 64 THEN string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]
      ELSE fold_histogram(string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]) END
  FROM rollup_day AS f JOIN month_of_day AS m ON m.day = f.bucket
  GROUP BY f.cuboid, m.month, f.tenant, f.feature, f.environment, f.provider, f.model, f.key;

INSERT INTO rollup_label_month (bucket, label, value, series_id, tenant, requests, errors, unpriced_requests, unlisted_requests, reported_requests, estimated_requests, unbilled_requests, list_cost, effective_cost, reported_cost, estimated_cost, saved_cost, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, latency_histogram)
  SELECT m.month, f.label, f.value, f.series_id, f.tenant,
    sum(f.requests)::bigint, sum(f.errors)::bigint, sum(f.unpriced_requests)::bigint, sum(f.unlisted_requests)::bigint, sum(f.reported_requests)::bigint, sum(f.estimated_requests)::bigint, sum(f.unbilled_requests)::bigint, sum(f.list_cost), sum(f.effective_cost), sum(f.reported_cost), sum(f.estimated_cost), sum(f.saved_cost), sum(f.input_tokens)::bigint, sum(f.output_tokens)::bigint, sum(f.cache_read_tokens)::bigint, sum(f.cache_write_tokens)::bigint, sum(f.reasoning_tokens)::bigint,
    CASE WHEN count(*) = 1 THEN min(f.latency_histogram) WHEN sum(cardinality(f.latency_histogram)) = 0 THEN '{}'::bigint[]
      WHEN sum(cardinality(f.latency_histogram)) <= 64 THEN string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]
      ELSE fold_histogram(string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]) END
  FROM rollup_label_day AS f JOIN month_of_day AS m ON m.day = f.bucket
  GROUP BY m.month, f.label, f.value, f.series_id, f.tenant;

INSERT INTO rollup_value_day (cuboid, label, bucket, tenant, value, feature, environment, provider, model, key, requests, errors, unpriced_requests, unlisted_requests, reported_requests, estimated_requests, unbilled_requests, list_cost, effective_cost, reported_cost, estimated_cost, saved_cost, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, latency_histogram)
  SELECT 0, f.label, f.bucket, '', f.value, '', '', '', '', '',
    sum(f.requests)::bigint, sum(f.errors)::bigint, sum(f.unpriced_requests)::bigint, sum(f.unlisted_requests)::bigint, sum(f.reported_requests)::bigint, sum(f.estimated_requests)::bigint, sum(f.unbilled_requests)::bigint, sum(f.list_cost), sum(f.effective_cost), sum(f.reported_cost), sum(f.estimated_cost), sum(f.saved_cost), sum(f.input_tokens)::bigint, sum(f.output_tokens)::bigint, sum(f.cache_read_tokens)::bigint, sum(f.cache_write_tokens)::bigint, sum(f.reasoning_tokens)::bigint,
    CASE WHEN count(*) = 1 THEN min(f.latency_histogram) WHEN sum(cardinality(f.latency_histogram)) = 0 THEN '{}'::bigint[]
      WHEN sum(cardinality(f.latency_histogram)) <= 64 THEN string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]
      ELSE fold_histogram(string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]) END
  FROM rollup_label_day AS f WHERE true AND NOT starts_with(f.tenant, '__')
  GROUP BY f.label, f.bucket, f.value;

INSERT INTO rollup_value_day (cuboid, label, bucket, tenant, value, feature, environment, provider, model, key, requests, errors, unpriced_requests, unlisted_requests, reported_requests, estimated_requests, unbilled_requests, list_cost, effective_cost, reported_cost, estimated_cost, saved_cost, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, latency_histogram)
  SELECT 0, f.label, f.bucket, '', '', '', '', '', '', '',
    sum(f.requests)::bigint, sum(f.errors)::bigint, sum(f.unpriced_requests)::bigint, sum(f.unlisted_requests)::bigint, sum(f.reported_requests)::bigint, sum(f.estimated_requests)::bigint, sum(f.unbilled_requests)::bigint, sum(f.list_cost), sum(f.effective_cost), sum(f.reported_cost), sum(f.estimated_cost), sum(f.saved_cost), sum(f.input_tokens)::bigint, sum(f.output_tokens)::bigint, sum(f.cache_read_tokens)::bigint, sum(f.cache_write_tokens)::bigint, sum(f.reasoning_tokens)::bigint,
    CASE WHEN count(*) = 1 THEN min(f.latency_histogram) WHEN sum(cardinality(f.latency_histogram)) = 0 THEN '{}'::bigint[]
      WHEN sum(cardinality(f.latency_histogram)) <= 64 THEN string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]
      ELSE fold_histogram(string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]) END
  FROM rollup_label_day AS f WHERE true AND NOT starts_with(f.tenant, '__')
  GROUP BY f.label, f.bucket;

INSERT INTO rollup_value_day (cuboid, label, bucket, tenant, value, feature, environment, provider, model, key, requests, errors, unpriced_requests, unlisted_requests, reported_requests, estimated_requests, unbilled_requests, list_cost, effective_cost, reported_cost, estimated_cost, saved_cost, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, latency_histogram)
  SELECT 1, f.label, f.bucket, f.tenant, f.value, '', '', '', '', '',
    sum(f.requests)::bigint, sum(f.errors)::bigint, sum(f.unpriced_requests)::bigint, sum(f.unlisted_requests)::bigint, sum(f.reported_requests)::bigint, sum(f.estimated_requests)::bigint, sum(f.unbilled_requests)::bigint, sum(f.list_cost), sum(f.effective_cost), sum(f.reported_cost), sum(f.estimated_cost), sum(f.saved_cost), sum(f.input_tokens)::bigint, sum(f.output_tokens)::bigint, sum(f.cache_read_tokens)::bigint, sum(f.cache_write_tokens)::bigint, sum(f.reasoning_tokens)::bigint,
    CASE WHEN count(*) = 1 THEN min(f.latency_histogram) WHEN sum(cardinality(f.latency_histogram)) = 0 THEN '{}'::bigint[]
      WHEN sum(cardinality(f.latency_histogram)) <= 64 THEN string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]
      ELSE fold_histogram(string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]) END
  FROM rollup_label_day AS f WHERE true
  GROUP BY f.label, f.bucket, f.value, f.tenant;

INSERT INTO rollup_value_day (cuboid, label, bucket, tenant, value, feature, environment, provider, model, key, requests, errors, unpriced_requests, unlisted_requests, reported_requests, estimated_requests, unbilled_requests, list_cost, effective_cost, reported_cost, estimated_cost, saved_cost, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, latency_histogram)
  SELECT 1, f.label, f.bucket, f.tenant, '', '', '', '', '', '',
    sum(f.requests)::bigint, sum(f.errors)::bigint, sum(f.unpriced_requests)::bigint, sum(f.unlisted_requests)::bigint, sum(f.reported_requests)::bigint, sum(f.estimated_requests)::bigint, sum(f.unbilled_requests)::bigint, sum(f.list_cost), sum(f.effective_cost), sum(f.reported_cost), sum(f.estimated_cost), sum(f.saved_cost), sum(f.input_tokens)::bigint, sum(f.output_tokens)::bigint, sum(f.cache_read_tokens)::bigint, sum(f.cache_write_tokens)::bigint, sum(f.reasoning_tokens)::bigint,
    CASE WHEN count(*) = 1 THEN min(f.latency_histogram) WHEN sum(cardinality(f.latency_histogram)) = 0 THEN '{}'::bigint[]
      WHEN sum(cardinality(f.latency_histogram)) <= 64 THEN string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]
      ELSE fold_histogram(string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]) END
  FROM rollup_label_day AS f WHERE true
  GROUP BY f.label, f.bucket, f.tenant;

INSERT INTO rollup_value_day (cuboid, label, bucket, tenant, value, feature, environment, provider, model, key, requests, errors, unpriced_requests, unlisted_requests, reported_requests, estimated_requests, unbilled_requests, list_cost, effective_cost, reported_cost, estimated_cost, saved_cost, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, latency_histogram)
  SELECT 6, f.label, f.bucket, '', f.value, s.feature, s.environment, s.provider, s.model, s.key,
    sum(f.requests)::bigint, sum(f.errors)::bigint, sum(f.unpriced_requests)::bigint, sum(f.unlisted_requests)::bigint, sum(f.reported_requests)::bigint, sum(f.estimated_requests)::bigint, sum(f.unbilled_requests)::bigint, sum(f.list_cost), sum(f.effective_cost), sum(f.reported_cost), sum(f.estimated_cost), sum(f.saved_cost), sum(f.input_tokens)::bigint, sum(f.output_tokens)::bigint, sum(f.cache_read_tokens)::bigint, sum(f.cache_write_tokens)::bigint, sum(f.reasoning_tokens)::bigint,
    CASE WHEN count(*) = 1 THEN min(f.latency_histogram) WHEN sum(cardinality(f.latency_histogram)) = 0 THEN '{}'::bigint[]
      WHEN sum(cardinality(f.latency_histogram)) <= 64 THEN string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]
      ELSE fold_histogram(string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]) END
  FROM rollup_label_day AS f JOIN series AS s ON s.tenant = f.tenant AND s.series_id = f.series_id WHERE f.label <> 'user' AND NOT starts_with(f.tenant, '__')
  GROUP BY f.label, f.bucket, f.value, s.feature, s.environment, s.provider, s.model, s.key;

INSERT INTO rollup_value_day (cuboid, label, bucket, tenant, value, feature, environment, provider, model, key, requests, errors, unpriced_requests, unlisted_requests, reported_requests, estimated_requests, unbilled_requests, list_cost, effective_cost, reported_cost, estimated_cost, saved_cost, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, latency_histogram)
  SELECT 6, f.label, f.bucket, '', '', s.feature, s.environment, s.provider, s.model, s.key,
    sum(f.requests)::bigint, sum(f.errors)::bigint, sum(f.unpriced_requests)::bigint, sum(f.unlisted_requests)::bigint, sum(f.reported_requests)::bigint, sum(f.estimated_requests)::bigint, sum(f.unbilled_requests)::bigint, sum(f.list_cost), sum(f.effective_cost), sum(f.reported_cost), sum(f.estimated_cost), sum(f.saved_cost), sum(f.input_tokens)::bigint, sum(f.output_tokens)::bigint, sum(f.cache_read_tokens)::bigint, sum(f.cache_write_tokens)::bigint, sum(f.reasoning_tokens)::bigint,
    CASE WHEN count(*) = 1 THEN min(f.latency_histogram) WHEN sum(cardinality(f.latency_histogram)) = 0 THEN '{}'::bigint[]
      WHEN sum(cardinality(f.latency_histogram)) <= 64 THEN string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]
      ELSE fold_histogram(string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]) END
  FROM rollup_label_day AS f JOIN series AS s ON s.tenant = f.tenant AND s.series_id = f.series_id WHERE true AND NOT starts_with(f.tenant, '__')
  GROUP BY f.label, f.bucket, s.feature, s.environment, s.provider, s.model, s.key;

INSERT INTO rollup_value_month (cuboid, label, bucket, tenant, value, feature, environment, provider, model, key, requests, errors, unpriced_requests, unlisted_requests, reported_requests, estimated_requests, unbilled_requests, list_cost, effective_cost, reported_cost, estimated_cost, saved_cost, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, latency_histogram)
  SELECT f.cuboid, f.label, m.month, f.tenant, f.value, f.feature, f.environment, f.provider, f.model, f.key,
    sum(f.requests)::bigint, sum(f.errors)::bigint, sum(f.unpriced_requests)::bigint, sum(f.unlisted_requests)::bigint, sum(f.reported_requests)::bigint, sum(f.estimated_requests)::bigint, sum(f.unbilled_requests)::bigint, sum(f.list_cost), sum(f.effective_cost), sum(f.reported_cost), sum(f.estimated_cost), sum(f.saved_cost), sum(f.input_tokens)::bigint, sum(f.output_tokens)::bigint, sum(f.cache_read_tokens)::bigint, sum(f.cache_write_tokens)::bigint, sum(f.reasoning_tokens)::bigint,
    CASE WHEN count(*) = 1 THEN min(f.latency_histogram) WHEN sum(cardinality(f.latency_histogram)) = 0 THEN '{}'::bigint[]
      WHEN sum(cardinality(f.latency_histogram)) <= 64 THEN string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]
      ELSE fold_histogram(string_to_array(string_agg(array_to_string(nullif(f.latency_histogram, '{}'), ','), ','), ',')::bigint[]) END
  FROM rollup_value_day AS f JOIN month_of_day AS m ON m.day = f.bucket
  GROUP BY f.cuboid, f.label, m.month, f.tenant, f.value, f.feature, f.environment, f.provider, f.model, f.key;

-- The dearest groups of a month, and of a label's day or month, without reading the others.
CREATE INDEX rollup_month_1_dearest ON rollup_month_1 (bucket, effective_cost);
CREATE INDEX rollup_month_2_dearest ON rollup_month_2 (bucket, effective_cost);
CREATE INDEX rollup_month_3_dearest ON rollup_month_3 (bucket, effective_cost);
CREATE INDEX rollup_month_4_dearest ON rollup_month_4 (bucket, effective_cost);
CREATE INDEX rollup_month_5_dearest ON rollup_month_5 (bucket, effective_cost);
CREATE INDEX rollup_value_day_0_dearest ON rollup_value_day_0 (label, bucket, effective_cost);
CREATE INDEX rollup_value_day_1_dearest ON rollup_value_day_1 (label, bucket, effective_cost);
CREATE INDEX rollup_value_month_0_dearest ON rollup_value_month_0 (label, bucket, effective_cost);
CREATE INDEX rollup_value_month_1_dearest ON rollup_value_month_1 (label, bucket, effective_cost);
-- Usage that has a label, of given series.
CREATE INDEX rollup_label_day_series ON rollup_label_day (tenant, series_id, bucket);
CREATE INDEX rollup_label_month_series ON rollup_label_month (tenant, series_id, bucket);
