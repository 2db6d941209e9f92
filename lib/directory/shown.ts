import { rfc3339 } from "@/lib/platform/time";
import type { DirectoryEntry } from "./contract";
import type { EntryRecord } from "./model";

const shownTime = (at: Date | null) => at && rfc3339(at.getTime());

/** An entry as the API answers it. */
export function shownEntry({ owner, ...entry }: EntryRecord): DirectoryEntry {
  return {
    kind: entry.kind,
    name: entry.name,
    display_name: entry.displayName,
    owner: owner && { user_id: owner.userId, email: owner.email, name: owner.name, gone: owner.gone },
    cost_centre: entry.costCentre,
    channel: entry.channel,
    tags: entry.tags,
    aliases: entry.aliases,
    merged_into: entry.mergedInto,
    first_seen: shownTime(entry.firstSeen),
    last_seen: shownTime(entry.lastSeen),
  };
}
