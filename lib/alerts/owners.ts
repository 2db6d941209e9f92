import { singleton } from "@/lib/platform/singleton";
import type { AlertScope } from "./raised";

/** Who owns each of these parts of the usage: an e-mail address or a team's name; null where nobody is known. */
type OwnersOf = (scopes: readonly AlertScope[]) => Promise<(string | null)[]>;

const port = singleton("alertOwners", (): { ownersOf: OwnersOf } => ({
  ownersOf: async (scopes) => scopes.map(() => null),
}));

/** Connects the rooms that know owners; the process does so at start. Asked once for all alerts raised together. */
export function connectOwners(ownersOf: OwnersOf): void {
  port.ownersOf = ownersOf;
}

export function ownersOf(scopes: readonly AlertScope[]): Promise<(string | null)[]> {
  return port.ownersOf(scopes);
}
