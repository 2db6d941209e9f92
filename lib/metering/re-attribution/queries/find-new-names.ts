import type pg from "pg";
import type { Reach } from "@/lib/platform/reach";
import { MOVED_NAMES, type MovedName } from "../contract";
import type { Selection } from "../selection";

/** Of the names to move to, those that no event within reach has had. */
export async function findNewNames(
  client: { query: pg.Pool["query"] },
  { set }: Pick<Selection, "set">,
  reach: Reach,
): Promise<{ kind: MovedName; name: string }[]> {
  const found: { kind: MovedName; name: string }[] = [];
  for (const kind of MOVED_NAMES) {
    const name = set[kind];
    if (name === undefined) continue;
    const { rows } = await client.query<{ known: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM series WHERE ${kind} = $1 AND ($2::text[] IS NULL OR tenant = ANY ($2))) AS known`,
      [name, reach.tenants],
    );
    if (!rows[0]?.known) found.push({ kind, name });
  }
  return found;
}
