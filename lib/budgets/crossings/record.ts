import type pg from "pg";
import { bumpVersion } from "@/lib/platform/change-versions";
import { inTransaction } from "@/lib/platform/database";
import { singleton } from "@/lib/platform/singleton";
import { insertCrossings } from "../queries/insert-crossings";
import type { Crossing } from "./crossing";

const CROSSINGS_VERSION = "budget-crossings";

type Subscriber = (client: pg.PoolClient, crossings: readonly Crossing[]) => Promise<void>;

const subscribers = singleton("crossingSubscribers", () => new Set<Subscriber>());

/**
 * Calls back with new facts inside the transaction that notes them, on the one instance that noted them. When it throws, nothing
 * is noted and the facts come again. @returns how to stop
 */
export function onCrossing(subscriber: Subscriber): () => void {
  subscribers.add(subscriber);
  return () => subscribers.delete(subscriber);
}

/** Notes facts in one transaction with what follows from them. @returns those that were new, or hold again since a raised limit had ended them */
export async function recordCrossings(crossings: readonly Crossing[]): Promise<Crossing[]> {
  if (crossings.length === 0) return [];
  return inTransaction(async (client) => {
    const made = await insertCrossings(client, crossings);
    if (made.length === 0) return made;
    for (const subscriber of subscribers) await subscriber(client, made);
    await bumpVersion(client, CROSSINGS_VERSION);
    return made;
  });
}
