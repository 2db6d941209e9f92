import type pg from "pg";
import { type Statement, sendTogether } from "@/lib/platform/send-together";
import { SEPARATOR, textArray } from "./joined-text";

export interface TouchedScope {
  tenants: readonly string[];
  seriesIds: readonly number[];
  /** Whose usage of the last hour changed, as far as it is noted: they are found by their own names alone. */
  users?: readonly string[];
  firstTime: string;
  lastTime: string;
  cause: "ingest" | "correction" | "re-rating" | "rebuild";
}

/** Notes what a transaction touched; evaluators read the note after the commit, also after a crash. */
export function touchedNote(scope: TouchedScope, notedAt: string): Statement {
  return {
    name: scope.users?.length ? "note-touched-users" : "note-touched",
    text: `INSERT INTO touched_scope (noted_at, tenants, series_ids, first_time, last_time, cause, users)
      VALUES ($1, ${textArray(2)}, $3, $4, $5, $6, ${scope.users?.length ? textArray(7) : "'{}'"})`,
    values: [
      notedAt,
      scope.tenants.join(SEPARATOR),
      `{${scope.seriesIds.join(",")}}`,
      scope.firstTime,
      scope.lastTime,
      scope.cause,
      ...(scope.users?.length ? [scope.users.join(SEPARATOR)] : []),
    ],
  };
}

export async function noteTouched(client: pg.ClientBase, scope: TouchedScope, notedAt: string): Promise<void> {
  await sendTogether(client, [touchedNote(scope, notedAt)]);
}
