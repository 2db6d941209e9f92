import type { Statement } from "@/lib/platform/send-together";
import { type TouchedScope, touchedNote } from "../queries/note-touched";
import type { Recording } from "./context";

export const BEGIN: Statement = { name: "begin", text: "BEGIN ISOLATION LEVEL READ COMMITTED" };
const COMMIT: Statement = { name: "commit", text: "COMMIT" };

function noteOf({ touched, receivedAt }: Recording): Statement[] {
  if (touched.series.size === 0) return [];
  const series = [...touched.series];
  const scope: TouchedScope = {
    tenants: [...new Set(series.map(({ tenant }) => tenant))],
    seriesIds: series.map(({ seriesId }) => seriesId),
    firstTime: new Date(touched.firstMs).toISOString(),
    lastTime: new Date(touched.lastMs).toISOString(),
    cause: touched.corrections ? "correction" : "ingest",
    users: [...touched.users],
  };
  return [touchedNote(scope, receivedAt)];
}

/** What ends every recording: its rollups, the note of what it touched, the commit. */
export function closingOf(recording: Recording): Statement[] {
  return [...recording.rollups.statements(), ...noteOf(recording), COMMIT];
}
