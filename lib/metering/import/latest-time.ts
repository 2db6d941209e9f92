import type { EventBuilder } from "./build-event";
import { recordsOf, type SourceFile } from "./source-file";

/** The latest event time of a file, milliseconds since the epoch; -Infinity when no line has one. */
export async function latestTimeMs(file: SourceFile, builder: EventBuilder): Promise<number> {
  let latest = Number.NEGATIVE_INFINITY;
  for await (const records of recordsOf(file, 0)) {
    for (const record of records) {
      if (!record.ok) continue;
      const built = builder(record.value, () => "");
      if (!built.ok || typeof built.raw !== "object" || built.raw === null || !("timestamp" in built.raw)) continue;
      const time = Date.parse(String(built.raw.timestamp));
      if (time > latest) latest = time;
    }
  }
  return latest;
}
