import { readBorder } from "@/lib/metering/service";
import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { decodePlace, pageOf } from "@/lib/platform/page";
import type { Reach } from "@/lib/platform/reach";
import { DAY_MS, rfc3339 } from "@/lib/platform/time";
import { canonicalProvider } from "@/lib/pricing/service";
import { readKey } from "./alter-key";
import type { KeyFilter, ProviderKey, ProviderKeyDetail, UnregisteredKey } from "./contract";
import type { Editor } from "./editor";
import { FINDING_WORDS } from "./finding-words";
import { keyRow } from "./key-table";
import type { KeyRecord } from "./model";
import { CANNOT_SHOW, revocationUrl } from "./providers";
import { listUnregistered } from "./queries/list-unregistered";
import { listUses } from "./queries/list-uses";
import { type FindingRow, loadFindings, loadPastFindings } from "./queries/load-findings";
import { loadKeys } from "./queries/load-keys";
import { listReminders } from "./queries/reminders";
import { selectKeyIds } from "./queries/select-key-ids";
import { sumTraffic } from "./queries/sum-traffic";
import { closesAtMs, hasSuccessor } from "./rotation";
import { shownFinding, shownKey, shownReminder } from "./shown";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function bySubject(rows: readonly FindingRow[]): Map<string, FindingRow[]> {
  const found = new Map<string, FindingRow[]>();
  for (const row of rows) found.set(row.subject, [...(found.get(row.subject) ?? []), row]);
  return found;
}

/** One page of keys, by name. */
export async function listKeys(
  filter: KeyFilter,
  editor: Editor,
  reach: Reach,
): Promise<{ keys: ProviderKey[]; next_cursor: string | null }> {
  const place = decodePlace<readonly [string, string]>(filter.cursor, ["string", "string"], ([, id]) => UUID.test(id));
  const found = await selectKeyIds(pool(), {
    search: filter.search || null,
    status: filter.status ?? null,
    provider: filter.provider ? canonicalProvider(filter.provider) : null,
    environment: filter.environment || null,
    finding: filter.finding ?? null,
    tenants: reach.tenants,
    after: place,
    limit: filter.limit + 1,
  });
  const { shown, next_cursor } = pageOf(found, filter.limit, (row) => [row.name, row.id]);
  const ids = shown.map((row) => row.id);
  if (ids.length === 0) return { keys: [], next_cursor };
  const findings = bySubject(await loadFindings(pool(), { subjects: ids }, new Date(nowMs())));
  const keys = await loadKeys(pool(), ids);
  return { keys: keys.map((key) => shownKey(key, findings.get(key.id) ?? [], editor)), next_cursor };
}

const EXPORTED_TOGETHER = 500;

/** Every key of the filter as rows of a file, some hundred at a time. */
export async function* exportKeys(filter: KeyFilter, editor: Editor, reach: Reach): AsyncGenerator<string[][]> {
  let cursor = filter.cursor;
  do {
    const page = await listKeys({ ...filter, limit: EXPORTED_TOGETHER, cursor }, editor, reach);
    yield page.keys.map(keyRow);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

/** A key as it is after a change. */
export async function answerKey(key: KeyRecord, editor: Editor): Promise<ProviderKey> {
  return shownKey(key, await loadFindings(pool(), { subjects: [key.id] }, new Date(nowMs())), editor);
}

/** Everything about one key: its evidence, its rotation, its reminders. */
export async function readKeyDetail(id: string, editor: Editor, reach: Reach): Promise<ProviderKeyDetail> {
  const key = await readKey(pool(), id, reach);
  const uses = await listUses(pool(), id);
  const usedIn = (dimension: string) =>
    uses
      .filter((use) => use.dimension === dimension)
      .map(({ value, first_seen, last_seen }) => ({
        value,
        first_seen: rfc3339(first_seen.getTime()),
        last_seen: rfc3339(last_seen.getTime()),
      }));
  return {
    ...(await answerKey(key, editor)),
    rotation: await rotationOf(key),
    reminders: (await listReminders(pool(), { keyIds: [id] })).map(shownReminder),
    used_in: { environment: usedIn("environment"), tenant: usedIn("tenant"), feature: usedIn("feature") },
    past_findings: (await loadPastFindings(pool(), id)).map((row) => ({
      kind: row.kind,
      title: FINDING_WORDS[row.kind].title,
      opened_at: rfc3339(row.opened_at.getTime()),
      cleared_at: rfc3339(row.cleared_at?.getTime() ?? 0),
    })),
    revocation_url: revocationUrl(key.provider),
    cannot_show: CANNOT_SHOW,
  };
}

async function rotationOf(key: KeyRecord): Promise<ProviderKeyDetail["rotation"]> {
  if (key.rotationStartedAt === null) return null;
  const valid = key.values.filter((value) => value.state !== "retired");
  const since = new Date(nowMs() - DAY_MS);
  const requests = await sumTraffic(
    pool(),
    valid.map((value) => value.fingerprint),
    since,
    new Date((await readBorder(pool())).foldedUntilMs),
  );
  const all = [...requests.values()].reduce((sum, count) => sum + count, 0);
  const closesMs = closesAtMs(key);
  return {
    started_at: rfc3339(key.rotationStartedAt.getTime()),
    started_by: key.rotationStartedBy,
    step: hasSuccessor(key) ? "move_traffic" : "register_successor",
    traffic: valid.map((value) => {
      const count = requests.get(value.fingerprint) ?? 0;
      return {
        fingerprint: value.fingerprint,
        last4: value.last4,
        state: value.state,
        requests: count,
        share: all === 0 ? null : count / all,
        last_seen: value.lastSeen === null ? null : rfc3339(value.lastSeen.getTime()),
      };
    }),
    closes_at: closesMs === null ? null : rfc3339(closesMs),
  };
}

/** Values that events carry and nobody registered. */
export async function listUnregisteredKeys(limit: number): Promise<{ unregistered: UnregisteredKey[] }> {
  const rows = await listUnregistered(pool(), limit);
  const subjects = rows.map((row) => row.fingerprint);
  const findings = bySubject(await loadFindings(pool(), { subjects }, new Date(nowMs())));
  return {
    unregistered: rows.map((row) => {
      const [finding] = findings.get(row.fingerprint) ?? [];
      return {
        fingerprint: row.fingerprint,
        last4: row.last4 || null,
        provider: row.provider,
        environments: row.environments.map(({ value }) => value),
        tenants: row.tenants,
        features: row.features,
        first_seen: rfc3339(row.first_seen.getTime()),
        last_seen: rfc3339(row.last_seen.getTime()),
        finding: finding ? shownFinding(finding) : null,
      };
    }),
  };
}
