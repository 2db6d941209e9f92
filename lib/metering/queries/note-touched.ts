import type pg from "pg";

export interface TouchedScope {
  tenants: readonly string[];
  seriesIds: readonly number[];
  firstTime: string;
  lastTime: string;
  cause: "ingest" | "correction" | "re-rating" | "rebuild";
}

/** Notes what a transaction touched; evaluators read the note after the commit, also after a crash. */
export async function noteTouched(client: pg.ClientBase, scope: TouchedScope, notedAt: string): Promise<void> {
  await client.query({
    name: "note-touched",
    text: `INSERT INTO touched_scope (noted_at, tenants, series_ids, first_time, last_time, cause) VALUES ($1, $2, $3, $4, $5, $6)`,
    values: [notedAt, scope.tenants, `{${scope.seriesIds.join(",")}}`, scope.firstTime, scope.lastTime, scope.cause],
  });
}
