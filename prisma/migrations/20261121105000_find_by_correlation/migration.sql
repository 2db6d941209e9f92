-- Finds the few events of a correlation or request id among millions. A bloom filter over 128 pages costs ingest
-- nothing that could be measured; B-trees over random ids halved its speed.
CREATE INDEX usage_event_correlation ON usage_event USING brin (
  correlation_id text_bloom_ops (n_distinct_per_range = 2000),
  request_id text_bloom_ops (n_distinct_per_range = 2000)
);
