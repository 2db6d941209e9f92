import type pg from "pg";
import type { ViolationKind } from "../contract";

/** Violations of one transaction that share policy, kind, tenant, feature, environment, model and hour. */
export interface ViolationSum {
  policyId: string;
  kind: ViolationKind;
  tenant: string;
  feature: string;
  environment: string;
  model: string;
  hourMs: number;
  events: number;
  firstMs: number;
  lastMs: number;
  /** A decimal: the most tokens, or the highest cost. */
  largest: string | null;
  exampleSource: string;
  exampleId: string;
}

/** Appends; no row that is there is touched, so nobody waits for anybody. */
export async function addViolations(client: pg.ClientBase, sums: readonly ViolationSum[], at: Date): Promise<void> {
  const column = <T>(of: (sum: ViolationSum) => T): T[] => sums.map(of);
  await client.query(
    `INSERT INTO policy_violation (policy_id, kind, tenant, feature, environment, model, hour, events, first_time, last_time,
       largest, example_source, example_id, noted_at)
     SELECT u.*, $14 FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
       $8::bigint[], $9::timestamptz[], $10::timestamptz[], $11::numeric[], $12::text[], $13::text[]) AS u`,
    [
      column((sum) => sum.policyId),
      column((sum) => sum.kind),
      column((sum) => sum.tenant),
      column((sum) => sum.feature),
      column((sum) => sum.environment),
      column((sum) => sum.model),
      column((sum) => new Date(sum.hourMs)),
      column((sum) => sum.events),
      column((sum) => new Date(sum.firstMs)),
      column((sum) => new Date(sum.lastMs)),
      column((sum) => sum.largest),
      column((sum) => sum.exampleSource),
      column((sum) => sum.exampleId),
      at,
    ],
  );
}
