import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { plainDecimal } from "@/lib/platform/decimal";
import { DomainError } from "@/lib/platform/errors";
import { decodePlace, pageOf } from "@/lib/platform/page";
import type { Reach } from "@/lib/platform/reach";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import type { PolicyAnswer, PolicyFilter, ViolationAnswer, ViolationFilter } from "./contract";
import { policyAnswer } from "./policy-row";
import { countViolations, findPolicy, listPolicies as queryPolicies } from "./queries/find-policies";
import { joinViolations as join, listViolations as queryViolations, type ViolationPlace } from "./queries/list-violations";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** The year 9999. */
const LATEST_MS = 253_370_764_800_000;

/** Events of the last 24 hours, by whole hours, that violate each policy. */
export function violationsLastDay(ids: readonly string[]): Promise<Map<string, number>> {
  return countViolations(pool(), ids, new Date(Math.floor((nowMs() - DAY_MS) / HOUR_MS) * HOUR_MS));
}

export async function listPolicies(
  filter: PolicyFilter,
  reach: Reach,
): Promise<{ policies: PolicyAnswer[]; next_cursor: string | null }> {
  const place = decodePlace<readonly [string]>(filter.cursor, ["string"], ([id]) => UUID.test(id));
  const rows = await queryPolicies(pool(), filter.deleted, place?.[0] ?? null, filter.limit + 1, reach);
  const { shown, next_cursor } = pageOf(rows, filter.limit, (row) => [row.id]);
  const counts = await violationsLastDay(shown.map((row) => row.id));
  return { policies: shown.map((row) => policyAnswer(row, counts.get(row.id) ?? 0)), next_cursor };
}

/** @throws not_found */
export async function readPolicy(id: string, reach: Reach): Promise<PolicyAnswer> {
  const row = await findPolicy(pool(), id);
  if (!row || !reach.hasAll(row.tenant === null ? [] : [row.tenant]))
    throw new DomainError("not_found", `There is no policy with the id "${id}".`);
  return policyAnswer(row, (await violationsLastDay([id])).get(id) ?? 0);
}

/** Events that violated a policy, by hour. @throws not_found */
export async function listViolations(
  id: string,
  filter: ViolationFilter,
  reach: Reach,
): Promise<{ violations: ViolationAnswer[]; next_cursor: string | null }> {
  await readPolicy(id, reach);
  const shape = ["number", "string", "string", "string", "string", "string"] as const;
  const place = decodePlace<ViolationPlace>(filter.cursor, shape, ([hourMs]) => Math.abs(hourMs) < LATEST_MS);
  const range = {
    from: filter.from === undefined ? null : new Date(filter.from),
    to: filter.to === undefined ? null : new Date(filter.to),
  };
  const rows = await queryViolations(pool(), id, range, place, filter.limit + 1);
  const { shown, next_cursor } = pageOf(rows, filter.limit, (row) => [
    row.hour.getTime(),
    row.kind,
    row.tenant,
    row.feature,
    row.environment,
    row.model,
  ]);
  const violations = shown.map((row) => ({
    kind: row.kind,
    tenant: row.tenant,
    feature: row.feature,
    environment: row.environment,
    model: row.model,
    hour: row.hour.toISOString(),
    events: row.events,
    first_event_at: row.first_time.toISOString(),
    last_event_at: row.last_time.toISOString(),
    largest: plainDecimal(row.largest),
    example: { source: row.example_source, id: row.example_id },
  }));
  return { violations, next_cursor };
}

/** Joins the violations of hours that are over. */
export function joinViolations(): Promise<number> {
  return join(pool(), new Date(nowMs() - 2 * HOUR_MS));
}
