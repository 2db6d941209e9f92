import type pg from "pg";
import { uuidv7 } from "uuidv7";
import type { Author } from "@/lib/platform/author";
import { bumpVersion } from "@/lib/platform/change-versions";
import { now } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import type { NewPolicy, PolicyAnswer, PolicyChange } from "./contract";
import { loadPolicies } from "./in-force";
import { violationsLastDay } from "./list-policies";
import { type PolicyRow, policyAnswer } from "./policy-row";
import { findPolicy } from "./queries/find-policies";

function requireRule(given: NewPolicy): void {
  const { allowed_models, denied_models, require_pinned, max_tokens_per_request, max_cost_usd_per_request } = given;
  if (allowed_models.length > 0 || denied_models.length > 0 || require_pinned) return;
  if (max_tokens_per_request !== null || max_cost_usd_per_request !== null) return;
  const detail =
    "has no rule: give allowed_models, denied_models, require_pinned, max_tokens_per_request or max_cost_usd_per_request";
  throw new DomainError("validation_failed", `The policy ${detail}.`, { errors: [{ pointer: "", detail }] });
}

/** Adds a policy; it binds calls and events on every instance within a second. @throws validation_failed without a rule */
export async function createPolicy(given: NewPolicy, author: Author): Promise<PolicyAnswer> {
  requireRule(given);
  const id = uuidv7();
  return changed(id, author, "policy.create", async (client) => {
    await client.query(
      `INSERT INTO model_policy (id, name, tenant, feature, environment, allowed_models, denied_models, require_pinned,
         max_tokens, max_cost, on_ask, note, created_at, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [id, ...columns(given), now(), author.name],
    );
    return null;
  });
}

/** Changes what is given of a policy. @throws conflict for a deleted one */
export function changePolicy(id: string, change: PolicyChange, author: Author): Promise<PolicyAnswer> {
  return changed(id, author, "policy.change", async (client) => {
    const before = await lockPolicy(client, id);
    if (before.deleted_at) throw new DomainError("conflict", "This policy was deleted; make another one instead.");
    const { id: _, created_at: __, violations_last_day: ___, ...present } = policyAnswer(before, 0);
    const wanted: NewPolicy = { ...present, ...change };
    requireRule(wanted);
    await client.query(
      `UPDATE model_policy SET name = $2, tenant = $3, feature = $4, environment = $5, allowed_models = $6, denied_models = $7,
         require_pinned = $8, max_tokens = $9, max_cost = $10, on_ask = $11, note = $12, changed_at = $13, changed_by = $14
       WHERE id = $1`,
      [id, ...columns(wanted), now(), author.name],
    );
    return before;
  });
}

/** Takes a policy out of force; its violations stay. Again changes nothing. */
export function deletePolicy(id: string, author: Author): Promise<PolicyAnswer> {
  return changed(id, author, "policy.delete", async (client) => {
    const before = await lockPolicy(client, id);
    if (before.deleted_at) return "unchanged";
    await client.query("UPDATE model_policy SET deleted_at = $2 WHERE id = $1", [id, now()]);
    return before;
  });
}

function columns(policy: NewPolicy): unknown[] {
  return [
    policy.name,
    policy.tenant,
    policy.feature,
    policy.environment,
    policy.allowed_models,
    policy.denied_models,
    policy.require_pinned,
    policy.max_tokens_per_request,
    policy.max_cost_usd_per_request,
    policy.on_ask,
    policy.note || null,
  ];
}

async function lockPolicy(client: pg.PoolClient, id: string): Promise<PolicyRow> {
  const row = await findPolicy(client, id, true);
  if (!row) throw new DomainError("not_found", `There is no policy with the id "${id}".`);
  return row;
}

/** One change with its audit entry and version; `change` answers the state before it, or that nothing changed. */
async function changed(
  id: string,
  author: Author,
  action: string,
  change: (client: pg.PoolClient) => Promise<PolicyRow | null | "unchanged">,
): Promise<PolicyAnswer> {
  const row = await inTransaction(async (client) => {
    const before = await change(client);
    const after = await findPolicy(client, id);
    if (!after) throw new Error("a policy vanished while it was being changed");
    if (before === "unchanged") return after;
    const told = (state: PolicyRow) => {
      const { violations_last_day: _, ...rest } = policyAnswer(state, 0);
      return rest;
    };
    await author.note(client, { action, subject: `policy:${id}`, before: before && told(before), after: told(after) });
    await bumpVersion(client, "policies");
    return after;
  });
  await loadPolicies();
  return policyAnswer(row, (await violationsLastDay([id])).get(id) ?? 0);
}
