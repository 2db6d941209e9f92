import type pg from "pg";
import { plainDecimal } from "@/lib/platform/decimal";
import type { ParsedEvent, Pricing } from "../event";
import { identityOf } from "./insert-identities";

export interface KnownCost {
  costUsd: string | null;
  pricing: Pricing;
}

/** What events recorded earlier cost, by identity: a sender who repeats one is told the same again. */
export async function findCosts(
  client: pg.ClientBase,
  wanted: readonly { event: ParsedEvent; time: Date }[],
): Promise<Map<string, KnownCost>> {
  const costs = new Map<string, KnownCost>();
  if (wanted.length === 0) return costs;
  // The driver's dates end at milliseconds: the event lies within the millisecond that begins there.
  const { rows } = await client.query<{
    tenant: string;
    source: string;
    id: string;
    effective_cost: string | null;
    pricing: Pricing;
  }>(
    `SELECT e.tenant, e.source, e.id, e.effective_cost, e.pricing
     FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS u(tenant, source, id, time)
     JOIN usage_event AS e ON e.tenant = u.tenant AND e.time >= u.time AND e.time < u.time + interval '1 millisecond'
       AND e.source = u.source AND e.id = u.id`,
    [
      wanted.map(({ event }) => event.tenant),
      wanted.map(({ event }) => event.source),
      wanted.map(({ event }) => event.id),
      wanted.map(({ time }) => time.toISOString()),
    ],
  );
  for (const row of rows) costs.set(identityOf(row), { costUsd: plainDecimal(row.effective_cost), pricing: row.pricing });
  return costs;
}
