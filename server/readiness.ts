import { readdirSync } from "node:fs";
import path from "node:path";
import { pool } from "@/lib/platform/database";
import { singleton } from "@/lib/platform/singleton";

const CHECK_TIMEOUT_MS = 2_000;

const state = singleton("readiness", () => ({ serving: false, newest: undefined as string | undefined }));

/** Whether this process takes requests; false from the start of a shutdown. */
export function setServing(serving: boolean): void {
  state.serving = serving;
}

/** The database answers and has this version's schema. @returns what is missing, or null when ready */
export async function whatIsMissing(): Promise<string | null> {
  if (!state.serving) return "starting or stopping";
  state.newest ??= readdirSync(path.resolve("prisma/migrations"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .at(-1);
  const answer = pool()
    .query("SELECT 1 FROM _prisma_migrations WHERE migration_name = $1 AND finished_at IS NOT NULL", [state.newest])
    .then(({ rowCount }) => (rowCount ? null : "migrations"))
    .catch(() => "database");
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("database"), CHECK_TIMEOUT_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
