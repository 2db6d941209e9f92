import type pg from "pg";
import { plainDecimal } from "@/lib/platform/decimal";
import type { ParsedEvent, Pricing } from "../event";
import { identityOf } from "./insert-identities";

export interface KnownCost {
  costUsd: string | null;
  pricing: Pricing;
}

/**
 * What events recorded earlier cost, by the identity they were sent under: a sender who repeats one is told the same again.
 * @param wanted with the tenant that each was moved to
 */
export async function findCosts(
  client: pg.ClientBase,
  wanted: readonly { event: ParsedEvent; time: Date; tenant: string | null }[],
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
    `SELECT u.tenant, e.source, e.id, e.effective_cost, e.pricing
     FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[]) AS u(tenant, source, id, time, moved_to)
     JOIN usage_event AS e ON e.tenant = coalesce(u.moved_to, u.tenant) AND e.time >= u.time AND e.time < u.time + interval '1 millisecond'
       AND e.source = u.source AND e.id = u.id`,
    [
      wanted.map(({ event }) => event.tenant),
      wanted.map(({ event }) => event.source),
      wanted.map(({ event }) => event.id),
      wanted.map(({ time }) => time.toISOString()),
      wanted.map(({ tenant }) => tenant),
    ],
  );
  for (const row of rows) costs.set(identityOf(row), { costUsd: plainDecimal(row.effective_cost), pricing: row.pricing });
  return costs;
}
