import type pg from "pg";
import { uuidv7 } from "uuidv7";
import { keyAtRest } from "@/lib/metering/service";
import type { Author } from "@/lib/platform/author";
import { now, nowMs } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { atto } from "@/lib/platform/decimal";
import { DomainError } from "@/lib/platform/errors";
import { priceBook } from "@/lib/pricing/service";
import type { CallScope, CallScopeInput } from "../call-scope";
import { burstOf } from "./allowance";
import type { Asker } from "./asker";
import { nextStopVersion } from "./change-version";
import type { NewStop, StopAnswer } from "./contract";
import { loadStops } from "./in-force";
import { anyExpired, findStop, lockExpiredStops } from "./queries/find-stops";
import { type StopRow, stateOf, stopAnswer } from "./stop-row";

/** The asker of changes that nobody in particular makes. */
const NOBODY: Asker = { id: "", admin: true, mayChange: true };

function fault(pointer: string, detail: string): DomainError {
  return new DomainError("validation_failed", `${pointer}: ${detail}.`, { errors: [{ pointer, detail }] });
}

/** As events are recorded: the provider's canonical name, the key's id. */
function recordedScope(given: CallScopeInput): CallScope {
  const { key } = given;
  return {
    tenant: given.tenant ?? null,
    feature: given.feature ?? null,
    environment: given.environment ?? null,
    provider: given.provider ? priceBook().canonicalProvider(given.provider) : null,
    model: given.model ?? null,
    key: !key ? null : typeof key === "string" ? key : keyAtRest(key.fingerprint.toLowerCase()),
    user: given.user ?? null,
    tags: { ...given.tags },
  };
}

/** @throws forbidden where a stop would bind calls of tenants that the asker does not reach */
function requireWithin({ tenant }: CallScope, { reach }: Asker): void {
  if (!reach || reach.hasAll(tenant === null ? [] : [tenant])) return;
  const detail = tenant === null ? "is needed: name a tenant you are limited to" : "is not among the tenants you are limited to";
  throw new DomainError("forbidden", `/scope/tenant: ${detail}.`, { errors: [{ pointer: "/scope/tenant", detail }] });
}

/**
 * Sets a stop; every instance goes by it within a second.
 * @throws validation_failed when it ends in the past, or when an engineer gives no end
 */
export async function createStop(given: NewStop, asker: Asker, author: Author): Promise<StopAnswer> {
  const expiresMs = given.expires_at ?? null;
  if (expiresMs !== null && expiresMs <= nowMs()) throw fault("/expires_at", "lies in the past");
  if (expiresMs === null && !asker.admin) throw fault("/expires_at", "is needed: only an admin may set a stop without an end");
  const scope = recordedScope(given.scope);
  requireWithin(scope, asker);
  const id = uuidv7();
  const made = await inTransaction(async (client) => {
    const version = await nextStopVersion(client);
    await client.query(
      `INSERT INTO stop (id, mode, tenant, feature, environment, provider, model, key, user_id, tags,
         requests_per_minute, usd_per_minute, reason, created_at, created_by, creator, expires_at, version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
      [
        id,
        given.mode,
        scope.tenant,
        scope.feature,
        scope.environment,
        scope.provider,
        scope.model,
        scope.key,
        scope.user,
        JSON.stringify(scope.tags),
        given.requests_per_minute ?? null,
        given.usd_per_minute ?? null,
        given.reason,
        now(),
        author.name,
        asker.id,
        expiresMs === null ? null : new Date(expiresMs),
        version,
      ],
    );
    if (given.mode === "throttle") {
      const rates = { requestsPerMinute: given.requests_per_minute ?? null, dollarsPerMinute: atto(given.usd_per_minute ?? 0) };
      await client.query("INSERT INTO stop_allowance (stop_id, level, filled_at) VALUES ($1, $2, clock_timestamp())", [
        id,
        burstOf(rates),
      ]);
    }
    return noted(client, id, null, "stop.create", author);
  });
  await loadStops();
  return stopAnswer(made, asker, nowMs());
}

/**
 * Lifts a stop. One that has ended stays as it is.
 * @throws forbidden for somebody else's, unless an admin asks
 */
export async function liftStop(id: string, reason: string | null, asker: Asker, author: Author): Promise<StopAnswer> {
  const row = await inTransaction(async (client) => {
    // First the version, then the row, in every transaction: else two of them could wait for each other.
    const version = await nextStopVersion(client);
    const before = await findStop(client, id, asker.reach, true);
    if (!before) throw new DomainError("not_found", `There is no stop with the id "${id}".`);
    if (!asker.admin && before.creator !== asker.id)
      throw new DomainError("forbidden", `This stop was set by ${before.created_by}; lifting somebody else's needs an admin.`, {
        details: { required_roles: ["admin"] },
      });
    if (stateOf(before, nowMs()) !== "active") return before;
    await client.query("UPDATE stop SET lifted_at = $2, lifted_by = $3, lift_reason = $4, version = $5 WHERE id = $1", [
      id,
      now(),
      author.name,
      reason || null,
      version,
    ]);
    return noted(client, id, before, "stop.lift", author);
  });
  await loadStops();
  return stopAnswer(row, asker, nowMs());
}

/** Notes that stops have reached their end, so that the feed tells of it. @returns how many */
export async function expireStops(author: Author): Promise<number> {
  if (!(await anyExpired(pool(), now()))) return 0;
  return inTransaction(async (client) => {
    await nextStopVersion(client);
    const over = await lockExpiredStops(client, now());
    for (const before of over) {
      const version = await nextStopVersion(client);
      await client.query("UPDATE stop SET expired_at = expires_at, version = $2 WHERE id = $1", [before.id, version]);
      await noted(client, before.id, before, "stop.expire", author);
    }
    return over.length;
  });
}

async function noted(
  client: pg.PoolClient,
  id: string,
  before: StopRow | null,
  action: string,
  author: Author,
): Promise<StopRow> {
  const row = await findStop(client, id, undefined);
  if (!row) throw new Error("a stop vanished while it was being changed");
  const told = (state: StopRow) => {
    const { coverage: _, may_lift: __, ...rest } = stopAnswer(state, NOBODY, nowMs());
    return rest;
  };
  await author.note(client, { action, subject: `stop:${id}`, before: before && told(before), after: told(row) });
  return row;
}
