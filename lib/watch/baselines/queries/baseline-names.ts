import type pg from "pg";
import type { SubjectName } from "./read-subjects";

export interface Merge {
  kind: string;
  name: string;
  into: string;
}

/** The merges that hours were counted by. */
export async function readCountedMerges(client: pg.Pool | pg.ClientBase): Promise<Merge[]> {
  return (await client.query<Merge>(`SELECT kind, name, merged_into AS "into" FROM baseline_name`)).rows;
}

export async function writeCountedMerges(client: pg.ClientBase, merges: readonly Merge[]): Promise<void> {
  await client.query("DELETE FROM baseline_name");
  await client.query(
    "INSERT INTO baseline_name (kind, name, merged_into) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])",
    [merges.map(({ kind }) => kind), merges.map(({ name }) => name), merges.map(({ into }) => into)],
  );
}

/** Subjects of these tenants, and of these features. */
export interface Concerned {
  tenants: readonly string[];
  features: readonly string[];
}

const CONCERNED =
  "(tenant = ANY($1::text[]) OR (kind IN ('feature', 'tenant_feature') AND names[cardinality(names)] = ANY($2::text[])))";

/** Removes all that is kept of them. */
export async function removeSubjects(client: pg.ClientBase, { tenants, features }: Concerned): Promise<void> {
  await client.query(
    `WITH gone AS (DELETE FROM baseline_subject WHERE ${CONCERNED} RETURNING tenant, subject)
     DELETE FROM baseline_day AS d USING gone WHERE d.tenant = gone.tenant AND d.subject = gone.subject`,
    [tenants, features],
  );
}

export async function subjectsOf(client: pg.ClientBase, { tenants, features }: Concerned): Promise<SubjectName[]> {
  return (await client.query<SubjectName>(`SELECT tenant, subject FROM baseline_subject WHERE ${CONCERNED}`, [tenants, features]))
    .rows;
}
