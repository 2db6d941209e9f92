import type pg from "pg";
import { bumpVersion } from "@/lib/platform/change-versions";
import { nowMs } from "@/lib/platform/clock";
import { DAY_MS } from "@/lib/platform/time";
import { ATTENTION_DAYS, judgeKey, judgeUnregistered, type KeyFacts, type SeenIn } from "./findings";
import { type KeyRecord, rotateByOf, type ValueRecord, zoneOf } from "./model";
import { keyPorts } from "./ports";
import { listUnregistered } from "./queries/list-unregistered";
import { loadKeys } from "./queries/load-keys";
import { type Judged, reconcileFindings } from "./queries/reconcile-findings";
import { sumEnvironments, sumOutside, type UseDimension, type UseRow } from "./queries/sum-uses";

/** One judging at a time: two would open the same finding. */
const EVALUATION_LOCK = 7_310_050;
const MOST_UNREGISTERED = 1000;

const ms = (date: Date | null) => date?.getTime() ?? null;

function valueFacts(value: ValueRecord): KeyFacts["values"][number] {
  return {
    last4: value.last4,
    state: value.state,
    registeredMs: value.registeredAt.getTime(),
    retiredMs: ms(value.retiredAt),
    compromisedMs: ms(value.compromisedAt),
    firstSeenMs: ms(value.firstSeen),
    lastSeenMs: ms(value.lastSeen),
    sleptFromMs: ms(value.sleptFrom),
    wokeMs: ms(value.wokeAt),
  };
}

function seenBy(rows: readonly UseRow[]): Map<string, Record<UseDimension, SeenIn[]>> {
  const byKey = new Map<string, Record<UseDimension, SeenIn[]>>();
  for (const row of rows) {
    const known = byKey.get(row.key_id) ?? { environment: [], tenant: [], feature: [] };
    known[row.dimension].push({ value: row.value, lastSeenMs: row.last_seen.getTime() });
    byKey.set(row.key_id, known);
  }
  return byKey;
}

const NOWHERE: Record<UseDimension, SeenIn[]> = { environment: [], tenant: [], feature: [] };

function factsOf(key: KeyRecord, environments: readonly SeenIn[], outside: Record<UseDimension, SeenIn[]>): KeyFacts {
  return {
    status: key.status,
    environment: key.environment,
    zone: zoneOf(key),
    rotateBy: rotateByOf(key),
    expiresMs: ms(key.expiresAt),
    createdMs: key.createdAt.getTime(),
    owner: key.owner,
    compromiseReason: key.compromiseReason,
    values: key.values.map(valueFacts),
    environments,
    outside,
  };
}

/**
 * Judges keys anew and stores what was found; goes into the transaction of whatever changed.
 * Who wants to know of findings subscribes to the version `key_findings`, or is told in the transaction (see ports).
 * @param ids null for the whole inventory and all that is not registered
 */
export async function evaluateKeys(client: pg.ClientBase, ids: readonly string[] | null): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock($1)", [EVALUATION_LOCK]);
  const atMs = nowMs();
  const since = new Date(atMs - ATTENTION_DAYS * DAY_MS);
  const keys = await loadKeys(client, ids);
  const environments = seenBy(await sumEnvironments(client, ids, since));
  const outside = seenBy(await sumOutside(client, ids, since));
  const judged = keys.flatMap((key): Judged[] => {
    const facts = factsOf(key, environments.get(key.id)?.environment ?? [], outside.get(key.id) ?? NOWHERE);
    return judgeKey(facts, atMs).map((each) => ({ ...each, subject: key.id, keyId: key.id }));
  });
  const at = new Date(atMs);
  const changed = await reconcileFindings(client, { subjects: ids, registered: true }, judged, at);
  const found = await evaluateUnregistered(client, at);
  if (!changed && !found) return;
  await keyPorts().tellFindings(client);
  await bumpVersion(client, "key_findings");
}

async function evaluateUnregistered(client: pg.ClientBase, at: Date): Promise<boolean> {
  const judged: Judged[] = [];
  for (const row of await listUnregistered(client, MOST_UNREGISTERED)) {
    const seen = row.environments.map(({ value, last_seen }) => ({ value, lastSeenMs: Date.parse(last_seen) }));
    const judgement = judgeUnregistered(seen, at.getTime());
    if (judgement) judged.push({ ...judgement, subject: row.fingerprint, keyId: null });
  }
  return reconcileFindings(client, { subjects: null, registered: false }, judged, at);
}
