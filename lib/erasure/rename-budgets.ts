import type pg from "pg";
import type { Kind } from "./steps";

interface Row {
  id: string;
  scope: Record<string, string[]>;
  /** JSON: the scope and what else makes two budgets the same. */
  identity: string;
}

function renamed(scope: Row["scope"], kind: Kind, name: string, token: string): Row["scope"] {
  const values = scope[kind];
  if (!values) return scope;
  // In order, as the values of every scope are.
  return { ...scope, [kind]: values.map((value) => (value === name ? token : value)).sort() };
}

const NAMED = "scope -> $1::text ? $2::text";

/** How many budgets name the tenant or user in their scope. */
export async function countBudgets(client: pg.ClientBase, kind: Kind, name: string): Promise<number> {
  const { rows } = await client.query<{ found: number }>(`SELECT count(*) AS found FROM budget WHERE ${NAMED}`, [kind, name]);
  return rows[0]?.found ?? 0;
}

/** Budgets that name the tenant or user count on under the token, with their past and what they crossed. @returns how many */
export async function renameBudgets(client: pg.ClientBase, kind: Kind, name: string, token: string): Promise<number> {
  const { rows } = await client.query<Row>(`SELECT id, scope, identity FROM budget WHERE ${NAMED} FOR UPDATE`, [kind, name]);
  for (const { id, scope, identity } of rows) {
    const [known, ...rest] = JSON.parse(identity) as [Row["scope"], ...unknown[]];
    await client.query("UPDATE budget SET scope = $2, identity = $3 WHERE id = $1", [
      id,
      JSON.stringify(renamed(scope, kind, name, token)),
      JSON.stringify([renamed(known, kind, name, token), ...rest]),
    ]);
  }
  await client.query(
    "UPDATE budget_crossing AS c SET subject = $3 FROM budget AS b WHERE b.id = c.budget_id AND b.each = $1 AND c.subject = $2",
    [kind, name, token],
  );
  return rows.length;
}
