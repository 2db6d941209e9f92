import type pg from "pg";

/** Takes the channel's next turn, all instances together. @returns how long to wait for it, in milliseconds */
export async function reserveTurn(client: pg.Pool, channelId: string, paceMs: number): Promise<number> {
  const { rows } = await client.query<{ wait: number }>({
    name: "reserve-turn",
    text: `UPDATE channel
      SET next_send_at = greatest(next_send_at, clock_timestamp()) + make_interval(secs => $2::double precision / 1000)
      WHERE id = $1
      RETURNING greatest(0, extract(epoch FROM next_send_at - clock_timestamp()) * 1000 - $2)::float8 AS wait`,
    values: [channelId, paceMs],
  });
  return rows[0]?.wait ?? 0;
}

/** The turn that was taken ends only now: the next one is a whole pace away. */
export async function startTurnNow(client: pg.Pool, channelId: string, paceMs: number): Promise<void> {
  await client.query({
    name: "start-turn-now",
    text: `UPDATE channel SET next_send_at = greatest(next_send_at, clock_timestamp() + make_interval(secs => $2::double precision / 1000))
      WHERE id = $1`,
    values: [channelId, paceMs],
  });
}
