import type pg from "pg";
import type { Author } from "@/lib/platform/author";
import { now, nowMs } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import type { Reach } from "@/lib/platform/reach";
import { type AlertRow, lifeOf, withLife } from "../alert-row";
import type { AlertAnswer } from "../contract";
import { tellExpected } from "../expected";
import { type Act, step } from "../model/life";
import type { ChangedAlert } from "../model/speech";
import { withoutForeignIncidents } from "../queries/incidents-within";
import { lockAlerts } from "../queries/lock-alerts";
import { selectAlertsById } from "../queries/select-alerts";
import { unknownAlert } from "../reading/read-alerts";
import { shownAlert } from "../reading/shown";
import type { ActionsAnswer } from "./contract";
import { settle } from "./settle";

/** What a person does to alerts. */
export type Action =
  | { kind: "acknowledge" }
  | { kind: "snooze"; untilMs: number }
  | { kind: "resolve"; reason: string | null }
  | { kind: "expect"; reason: string };

type Outcome = { id: string; row: AlertRow | null; refused: boolean };

const MOST_SNOOZE_MS = 90 * 86_400_000;

function checked(action: Action): Act {
  if (action.kind !== "snooze") return { kind: action.kind };
  const fault = (detail: string) =>
    new DomainError("validation_failed", `/until: ${detail}.`, { errors: [{ pointer: "/until", detail }] });
  if (action.untilMs <= nowMs()) throw fault("lies in the past");
  if (action.untilMs > nowMs() + MOST_SNOOZE_MS) throw fault("lies more than 90 days ahead");
  return { kind: "snooze", untilMs: action.untilMs };
}

const reasonOf = (action: Action) => ("reason" in action ? action.reason : null);
const audited = (row: AlertRow) => ({
  state: row.state,
  snoozed_until: row.snoozed_until?.toISOString() ?? null,
  reason: row.reason,
});

async function act(
  client: pg.PoolClient,
  ids: readonly string[],
  action: Action,
  author: Author,
  reach: Reach,
): Promise<Outcome[]> {
  const what = checked(action);
  const at = now();
  await lockAlerts(client);
  const rows = new Map((await selectAlertsById(client, ids)).map((row) => [row.id, row]));
  const changed: ChangedAlert[] = [];
  const outcomes: Outcome[] = [];
  for (const id of new Set(ids)) {
    const row = rows.get(id);
    if (!row || !reach.hasAll(row.tenants)) {
      outcomes.push({ id, row: null, refused: false });
      continue;
    }
    const { life, happened, refused } = step(lifeOf(row), what);
    const next = happened.length > 0 ? { ...withLife(row, life, at), reason: reasonOf(action) ?? row.reason } : row;
    outcomes.push({ id, row: next, refused });
    if (happened.length === 0) continue;
    changed.push({ row: next, happened });
    await author.note(client, {
      action: `alert.${action.kind}`,
      subject: `alert:${id}`,
      before: audited(row),
      after: audited(next),
    });
  }
  await settle(client, { changed, who: author.name, now: at, detailOf: () => detailOf(action) });
  if (action.kind === "expect")
    await tellExpected(
      client,
      changed.map(({ row }) => episodeOf(row, action.reason)),
    );
  return outcomes;
}

function detailOf(action: Action): Record<string, unknown> | undefined {
  if (action.kind === "snooze") return { until: new Date(action.untilMs).toISOString() };
  return reasonOf(action) ? { reason: reasonOf(action) } : undefined;
}

const episodeOf = (row: AlertRow, reason: string) => ({
  alertId: row.id,
  ruleId: row.rule_id,
  subjectKey: row.subject_key,
  subjectKind: row.subject_kind,
  scope: row.scope,
  episode: row.episode,
  began: row.began,
  until: row.last_at,
  reason,
});

/**
 * Does a person's action to one alert.
 * @throws not_found, conflict for one that has ended, validation_failed for a snooze into the past
 */
export async function actOnAlert(id: string, action: Action, author: Author, reach: Reach): Promise<AlertAnswer> {
  const [outcome] = await inTransaction((client) => act(client, [id], action, author, reach));
  if (!outcome?.row) throw unknownAlert(id);
  if (outcome.refused) throw new DomainError("conflict", refusalOf(outcome.row));
  const [row = outcome.row] = await withoutForeignIncidents(pool(), [outcome.row], reach);
  return shownAlert(row);
}

const refusalOf = ({ state }: AlertRow) =>
  state === "expected" ? "The alert was marked as expected; nothing is left to do." : "The alert has been resolved.";

/** Does a person's action to many alerts in one transaction, each with a result of its own. */
export async function actOnAlerts(ids: readonly string[], action: Action, author: Author, reach: Reach): Promise<ActionsAnswer> {
  const outcomes = await inTransaction((client) => act(client, ids, action, author, reach));
  const found = outcomes.flatMap(({ row }) => row ?? []);
  const shown = new Map((await withoutForeignIncidents(pool(), found, reach)).map((row) => [row.id, shownAlert(row)]));
  return {
    results: outcomes.map(({ id, row, refused }) => ({
      id,
      done: row !== null && !refused,
      alert: shown.get(id) ?? null,
      problem: !row
        ? { code: "not_found" as const, detail: `There is no alert with the id "${id}".` }
        : refused
          ? { code: "conflict" as const, detail: refusalOf(row) }
          : null,
    })),
  };
}
