import type pg from "pg";
import { singleton } from "@/lib/platform/singleton";
import type { AlertScope } from "./raised";

/** The connection of the transaction that raises: with another one, many raises at once would wait for each other. */
type Client = { query: pg.Pool["query"] };

/** Who owns each of these parts of the usage: an e-mail address or a team's name; null where nobody is known. */
type OwnersOf = (scopes: readonly AlertScope[], client: Client) => Promise<(string | null)[]>;

/** The channel of whoever answers for a part of the usage, by its id; null where none is named. */
export type ChannelOf = (scope: AlertScope) => string | null;
type OwnChannels = (client: Client) => Promise<ChannelOf>;

const port = singleton("alertOwners", (): { ownersOf: OwnersOf; ownChannels: OwnChannels } => ({
  ownersOf: async (scopes) => scopes.map(() => null),
  ownChannels: async () => () => null,
}));

/** Connects the rooms that know owners; the process does so at start. Asked once for all alerts raised together. */
export function connectOwners(ownersOf: OwnersOf, ownChannels: OwnChannels): void {
  Object.assign(port, { ownersOf, ownChannels });
}

export function ownChannels(client: Client): Promise<ChannelOf> {
  return port.ownChannels(client);
}

export function ownersOf(scopes: readonly AlertScope[], client: Client): Promise<(string | null)[]> {
  return port.ownersOf(scopes, client);
}
