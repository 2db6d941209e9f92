import type pg from "pg";
import { bumpVersion } from "@/lib/platform/change-versions";
import { stopsVersion } from "./queries/find-stops";

/**
 * The version of the next change of a stop. From here to the end of the transaction nobody else gets one: what is
 * committed later has a greater version, so a reader who goes by versions misses nothing.
 */
export async function nextStopVersion(client: pg.ClientBase): Promise<number> {
  await bumpVersion(client, "stops");
  return stopsVersion(client, undefined);
}
