import type pg from "pg";
import type { Reach } from "@/lib/platform/reach";
import type { DirectoryKind } from "../contract";
import type { EntryRecord } from "../model";

interface Row {
  name: string;
  display_name: string | null;
  owner_user_id: string | null;
  owner_email: string | null;
  owner_name: string | null;
  owner_gone: boolean;
  cost_centre: string | null;
  channel_id: string | null;
  channel_name: string | null;
  tags: string[];
  merged_into: string | null;
  aliases: string[] | null;
  first_seen: Date | null;
  last_seen: Date | null;
}

export interface EntriesWanted {
  kind: DirectoryKind;
  /** Just these; null: all that the rest lets through. */
  names: readonly string[] | null;
  search: string | null;
  /** "": without an owner. */
  owner: string | null;
  costCentre: string | null;
  merged: boolean | null;
  after: string | null;
  limit: number | null;
}

const ALL = { names: null, search: null, owner: null, costCentre: null, merged: null, after: null, limit: null };

/**
 * Entries by name. Within a limit, as if the other tenants had never been: what they alone used is not there, a tenant is
 * merged only where both names are within reach, and first and last seen are of those tenants' events.
 */
export async function loadEntries(
  client: { query: pg.Pool["query"] },
  given: Partial<EntriesWanted> & { kind: DirectoryKind },
  reach: Reach,
): Promise<EntryRecord[]> {
  const wanted = { ...ALL, ...given };
  const { kind } = wanted;
  const pattern = wanted.search === null ? null : `%${wanted.search.replace(/[\\%_]/g, "\\$&")}%`;
  const target =
    kind === "tenant" ? "CASE WHEN $9::text[] IS NULL OR e.merged_into = ANY ($9) THEN e.merged_into END" : "e.merged_into";
  const { rows } = await client.query<Row>(
    `WITH used AS (
       SELECT ${kind} AS name, min(first_seen) AS first_seen, max(last_seen) AS last_seen FROM directory_use
       WHERE ($9::text[] IS NULL OR tenant = ANY ($9))
         AND ($2::text[] IS NULL OR ${kind} IN (
           SELECT name FROM directory_entry WHERE kind = $1 AND (name = ANY ($2) OR merged_into = ANY ($2))))
       GROUP BY 1
     ), entry AS (
       SELECT e.*, ${target} AS target, u.first_seen, u.last_seen
       FROM directory_entry AS e LEFT JOIN used AS u USING (name)
       WHERE e.kind = $1 AND ($2::text[] IS NULL OR e.name = ANY ($2) OR e.merged_into = ANY ($2)) AND ($9::text[] IS NULL OR ${kind === "tenant" ? "e.name = ANY ($9)" : "true"})
     ), alias AS (
       SELECT target AS name, array_agg(name ORDER BY name) AS aliases, min(first_seen) AS first_seen, max(last_seen) AS last_seen
       FROM entry WHERE target IS NOT NULL AND ($9::text[] IS NULL OR first_seen IS NOT NULL) GROUP BY 1
     )
     SELECT e.name, e.display_name, e.owner_user_id, coalesce(p.email, e.owner_email) AS owner_email, p.name AS owner_name,
       e.owner_user_id IS NOT NULL AND (p.id IS NULL OR p.disabled_at IS NOT NULL) AS owner_gone,
       e.cost_centre, e.channel_id, c.name AS channel_name, e.tags, e.target AS merged_into, a.aliases,
       least(e.first_seen, a.first_seen) AS first_seen, greatest(e.last_seen, a.last_seen) AS last_seen
     FROM entry AS e LEFT JOIN alias AS a USING (name)
       LEFT JOIN app_user AS p ON p.id = e.owner_user_id
       LEFT JOIN channel AS c ON c.id = e.channel_id AND c.deleted_at IS NULL
     WHERE ($2::text[] IS NULL OR e.name = ANY ($2))
       AND ($9::text[] IS NULL OR e.first_seen IS NOT NULL OR a.first_seen IS NOT NULL)
       AND ($3::text IS NULL OR e.name ILIKE $3 OR e.display_name ILIKE $3 OR coalesce(p.email, e.owner_email) ILIKE $3
         OR p.name ILIKE $3 OR e.cost_centre ILIKE $3 OR array_to_string(e.tags, ' ') ILIKE $3
         OR array_to_string(a.aliases, ' ') ILIKE $3)
       AND ($4::text IS NULL OR coalesce(p.email, e.owner_email, '') = lower($4))
       AND ($5::text IS NULL OR coalesce(e.cost_centre, '') = $5)
       AND ($6::boolean IS NULL OR (e.target IS NOT NULL) = $6)
       AND ($7::text IS NULL OR e.name > $7 COLLATE "C")
     ORDER BY e.name LIMIT $8`,
    [kind, wanted.names, pattern, wanted.owner, wanted.costCentre, wanted.merged, wanted.after, wanted.limit, reach.tenants],
  );
  return rows.map((row) => ({
    kind,
    name: row.name,
    displayName: row.display_name,
    owner:
      row.owner_email === null
        ? null
        : { userId: row.owner_user_id, email: row.owner_email, name: row.owner_name, gone: row.owner_gone },
    costCentre: row.cost_centre,
    channel: row.channel_id === null ? null : { id: row.channel_id, name: row.channel_name },
    tags: row.tags,
    mergedInto: row.merged_into,
    aliases: row.aliases ?? [],
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
  }));
}
