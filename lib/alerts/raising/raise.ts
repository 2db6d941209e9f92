import type pg from "pg";
import { now } from "@/lib/platform/clock";
import type { AlertRow } from "../alert-row";
import { byKeyOf } from "../by-key";
import { settle } from "../changing/settle";
import { countRaised } from "../metrics";
import type { ChangedAlert } from "../model/speech";
import { ownersOf } from "../owners";
import { insertAlerts } from "../queries/insert-alerts";
import { lockAlerts } from "../queries/lock-alerts";
import { selectAlertsByKey } from "../queries/select-alerts";
import { keyOf, keyText, type Raised } from "../raised";
import { amend } from "./amend";
import { assignIncidents } from "./assign-incidents";

const keyOfRow = (row: AlertRow) =>
  keyText({ ruleId: row.rule_id, subjectKey: row.subject_key, episode: row.episode, threshold: row.threshold });

/**
 * Tells facts, in the caller's transaction: each is one alert however often it is told. What is known already is amended: its
 * severity only rises, its impact only grows. Alerts join incidents, and messages are queued, in the same transaction.
 * Instances take turns here until they commit: do other rows' work before, and bump versions after.
 */
export async function raiseAlerts(client: pg.ClientBase, list: readonly Raised[]): Promise<void> {
  if (list.length === 0) return;
  await lockAlerts(client);
  const at = now();
  const byKey = byKeyOf(list, (raised) => keyText(keyOf(raised)));
  const firsts = [...byKey.values()].flatMap((same) => same.slice(0, 1));
  const made = await insertAlerts(
    client,
    firsts,
    await ownersOf(
      firsts.map(({ scope }) => scope),
      client,
    ),
    at,
  );
  const changed: ChangedAlert[] = [];
  for (const row of await selectAlertsByKey(client, firsts.map(keyOf))) {
    const told = byKey.get(keyOfRow(row)) ?? [];
    const isNew = made.has(row.id);
    let change: ChangedAlert = { row, happened: isNew ? ["raised"] : [] };
    for (const raised of isNew ? told.slice(1) : told) {
      const { row: next, happened } = amend(change.row, raised, at);
      change = { row: next, happened: [...change.happened, ...happened] };
    }
    changed.push(change);
  }
  const fresh = changed.filter(({ row }) => made.has(row.id));
  const { moved, emptied } = await assignIncidents(
    client,
    fresh.map(({ row }) => row),
  );
  const movedTo = new Map(moved.map((row) => [row.id, row]));
  const settled: ChangedAlert[] = changed.map(({ row, happened }) => ({
    row: { ...row, incident_id: movedTo.get(row.id)?.incident_id ?? row.incident_id },
    happened,
  }));
  const there = new Set(settled.map(({ row }) => row.id));
  for (const row of moved) if (!there.has(row.id)) settled.push({ row, happened: [] });
  await settle(client, { changed: settled, emptied, who: "Costwarden", now: at, detailOf: figuresOf });
  countRaised(fresh.map(({ row }) => row.severity));
}

const figuresOf = ({ severity, actual, expected, impact_usd }: AlertRow) => ({ severity, actual, expected, impact_usd });
