import type pg from "pg";

export interface NameRow {
  kind: string;
  name: string;
  display_name: string | null;
  merged_into: string | null;
}

/** The entries that are read or shown under another name than events have. */
export async function loadNames(client: { query: pg.Pool["query"] }): Promise<NameRow[]> {
  const { rows } = await client.query<NameRow>(
    `SELECT kind, name, display_name, merged_into FROM directory_entry
     WHERE display_name IS NOT NULL OR merged_into IS NOT NULL ORDER BY kind, name`,
  );
  return rows;
}
