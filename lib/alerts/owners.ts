import type pg from "pg";
import { singleton } from "@/lib/platform/singleton";
import type { AlertScope } from "./raised";

/** Who owns each of these parts of the usage: an e-mail address or a team's name; null where nobody is known. */
type OwnersOf = (scopes: readonly AlertScope[]) => Promise<(string | null)[]>;

/** The channel of whoever answers for a part of the usage, by its id; null where none is named. */
export type ChannelOf = (scope: AlertScope) => string | null;
type OwnChannels = (client: Pick<pg.ClientBase, "query">) => Promise<ChannelOf>;

const port = singleton("alertOwners", (): { ownersOf: OwnersOf; ownChannels: OwnChannels } => ({
  ownersOf: async (scopes) => scopes.map(() => null),
  ownChannels: async () => () => null,
}));

/** Connects the rooms that know owners; the process does so at start. Asked once for all alerts raised together. */
export function connectOwners(ownersOf: OwnersOf, ownChannels: OwnChannels): void {
  Object.assign(port, { ownersOf, ownChannels });
}

export function ownChannels(client: Pick<pg.ClientBase, "query">): Promise<ChannelOf> {
  return port.ownChannels(client);
}

export function ownersOf(scopes: readonly AlertScope[]): Promise<(string | null)[]> {
  return port.ownersOf(scopes);
}
