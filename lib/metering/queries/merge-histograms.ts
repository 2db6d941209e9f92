/** A histogram that is joined of no more entries may name a bucket twice: that costs less to read than to fold. */
const SHORT = 64;

/**
 * SQL that adds up the histograms of a group's rows (of `alias`) in time linear to their entries,
 * which appending arrays one to another would not be.
 */
export function mergedHistograms(alias: string): string {
  const histogram = `${alias}.latency_histogram`;
  const joined = `string_to_array(string_agg(array_to_string(nullif(${histogram}, '{}'), ','), ','), ',')::bigint[]`;
  return `CASE WHEN count(*) = 1 THEN min(${histogram})
    WHEN sum(cardinality(${histogram})) = 0 THEN '{}'::bigint[]
    WHEN sum(cardinality(${histogram})) <= ${SHORT} THEN ${joined} ELSE fold_histogram(${joined}) END`;
}
