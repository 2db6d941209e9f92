import type pg from "pg";
import type { DirectoryKind } from "../contract";

/** What an entry says of who answers for it. */
export interface OwnerRow {
  kind: DirectoryKind;
  name: string;
  /** E-mail address. */
  owner: string | null;
  owner_name: string | null;
  cost_centre: string | null;
  channel_id: string | null;
}

/** Every entry that usage is read under and that says who answers for it. */
export async function loadOwners(client: { query: pg.Pool["query"] }): Promise<OwnerRow[]> {
  const { rows } = await client.query<OwnerRow>(
    `SELECT e.kind, e.name, coalesce(p.email, e.owner_email) AS owner, p.name AS owner_name, e.cost_centre, e.channel_id
     FROM directory_entry AS e LEFT JOIN app_user AS p ON p.id = e.owner_user_id
     WHERE e.merged_into IS NULL AND (e.owner_email IS NOT NULL OR e.cost_centre IS NOT NULL OR e.channel_id IS NOT NULL)`,
  );
  return rows;
}
