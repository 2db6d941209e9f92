import type pg from "pg";

/** Until when everything was judged. */
export async function readPosition(client: pg.Pool | pg.ClientBase): Promise<Date | null> {
  const { rows } = await client.query<{ judged_until: Date }>("SELECT judged_until FROM watch_position WHERE id = 1");
  return rows[0]?.judged_until ?? null;
}

export async function writePosition(client: pg.Pool | pg.ClientBase, judgedUntil: Date): Promise<void> {
  await client.query("UPDATE watch_position SET judged_until = $1 WHERE id = 1 AND judged_until < $1", [judgedUntil]);
}
