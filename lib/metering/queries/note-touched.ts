import type pg from "pg";
import { type Statement, sendTogether } from "@/lib/platform/send-together";
import { SEPARATOR, textArray } from "./joined-text";

export interface TouchedScope {
  tenants: readonly string[];
  seriesIds: readonly number[];
  firstTime: string;
  lastTime: string;
  cause: "ingest" | "correction" | "re-rating" | "rebuild";
}

/** Notes what a transaction touched; evaluators read the note after the commit, also after a crash. */
export function touchedNote(scope: TouchedScope, notedAt: string): Statement {
  return {
    name: "note-touched",
    text: `INSERT INTO touched_scope (noted_at, tenants, series_ids, first_time, last_time, cause)
      VALUES ($1, ${textArray(2)}, $3, $4, $5, $6)`,
    values: [
      notedAt,
      scope.tenants.join(SEPARATOR),
      `{${scope.seriesIds.join(",")}}`,
      scope.firstTime,
      scope.lastTime,
      scope.cause,
    ],
  };
}

export async function noteTouched(client: pg.ClientBase, scope: TouchedScope, notedAt: string): Promise<void> {
  await sendTogether(client, [touchedNote(scope, notedAt)]);
}
