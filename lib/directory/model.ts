import type { DirectoryKind } from "./contract";

/** An entry as it is kept. */
export interface EntryRecord {
  kind: DirectoryKind;
  name: string;
  displayName: string | null;
  owner: { userId: string | null; email: string; name: string | null; gone: boolean } | null;
  costCentre: string | null;
  channel: { id: string; name: string | null } | null;
  tags: string[];
  mergedInto: string | null;
  /** Names merged into it. */
  aliases: string[];
  firstSeen: Date | null;
  lastSeen: Date | null;
}
