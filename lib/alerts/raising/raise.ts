import type pg from "pg";
import { now } from "@/lib/platform/clock";
import { ownersOf } from "../owners";
import { insertAlerts } from "../queries/insert-alerts";
import { lockAlerts } from "../queries/lock-alerts";
import { keyOf, keyText, type Raised } from "../raised";

/**
 * Tells facts, in the caller's transaction: each is one alert however often it is told. What is known already is amended: its
 * severity only rises, its impact only grows. Alerts join incidents, and messages are queued, in the same transaction.
 * Instances take turns here until they commit: do other rows' work before, and bump versions after.
 */
export async function raiseAlerts(client: pg.ClientBase, list: readonly Raised[]): Promise<void> {
  if (list.length === 0) return;
  await lockAlerts(client);
  const once = [...new Map(list.map((raised) => [keyText(keyOf(raised)), raised])).values()];
  await insertAlerts(client, once, await ownersOf(once.map(({ scope }) => scope)), now());
}
