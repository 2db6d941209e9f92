import type { Principal } from "@/lib/access/service";
import type { DirectoryKind, EntryChange, EntryFilter, NewEntry } from "@/lib/directory/contract";
import { changeEntry, createEntry, ENTRY_COLUMNS, exportEntries, listEntries, readEntry } from "@/lib/directory/service";
import type { Reach } from "@/lib/platform/reach";
import { csvResponse, wantsCsv } from "@/lib/spend/service";
import { authorOf } from "./author";

/** What the routes of tenants, features and environments have in common. */
interface Asked {
  principal: Principal | null;
  reach: Reach;
  request: Request;
}

interface Named {
  params: { name: string };
}

export const listEntriesOf =
  (kind: DirectoryKind) =>
  async ({ query, reach, request }: Asked & { query: EntryFilter }) => {
    if (wantsCsv(query.format, request.headers.get("accept")))
      return csvResponse(`${kind}s`, ENTRY_COLUMNS, exportEntries(kind, query, reach));
    return listEntries(kind, query, reach);
  };

export const createEntryOf =
  (kind: DirectoryKind) =>
  ({ body, principal, request }: Asked & { body: NewEntry }) =>
    createEntry(kind, body, authorOf(principal, request));

export const readEntryOf =
  (kind: DirectoryKind) =>
  ({ params, reach }: Asked & Named) =>
    readEntry(kind, params.name, reach);

export const changeEntryOf =
  (kind: DirectoryKind) =>
  ({ params, body, principal, request }: Asked & Named & { body: EntryChange }) =>
    changeEntry(kind, params.name, body, authorOf(principal, request));
