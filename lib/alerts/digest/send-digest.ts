import type pg from "pg";
import { listChannels, type Message, queueMessages } from "@/lib/deliveries/service";
import { now, nowMs } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { organisation } from "@/lib/platform/organisation";
import { localDate, localHour } from "@/lib/platform/time";
import type { AlertRow } from "../alert-row";
import { channelsFor } from "../model/routes";
import { ownChannels } from "../owners";
import { insertNotes } from "../queries/insert-notes";
import { loadRoutes } from "../queries/load-routes";

const MOST_LISTED = 10;

/** The local day whose digest is due now; null before its hour, or where the digest is switched off. */
export function dueDay(
  atMs: number,
  { timezone, alert_digest_hour: hour }: { timezone: string; alert_digest_hour: number | null },
) {
  if (hour === null) return null;
  const day = localDate(atMs, timezone);
  return atMs >= localHour(day, hour, timezone) ? day : null;
}

/**
 * Sends the day's digest of info alerts to the channels their routes lead to, once a local day however many instances ask: what
 * was missed while nothing ran comes with the next one. A day without any sends nothing.
 */
export async function sendDigest(): Promise<void> {
  const day = dueDay(nowMs(), organisation());
  if (day === null) return;
  const sent = await pool().query("SELECT FROM alert_digest WHERE day = $1", [day]);
  if (sent.rowCount) return;
  await inTransaction(async (client) => {
    const made = await client.query("INSERT INTO alert_digest (day, sent_at, alerts) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING", [
      day,
      now(),
    ]);
    if (!made.rowCount) return;
    const { rows } = await client.query<AlertRow>(
      `UPDATE alert SET digest_day = $1 WHERE severity = 'info' AND digest_day IS NULL AND state <> 'expected' RETURNING *`,
      [day],
    );
    if (rows.length === 0) return;
    await client.query("UPDATE alert_digest SET alerts = $2 WHERE day = $1", [day, rows.length]);
    await queue(client, day, rows);
  });
}

async function queue(client: pg.ClientBase, day: string, alerts: readonly AlertRow[]): Promise<void> {
  const channels = await listChannels(client);
  const routes = await loadRoutes(client);
  const channelOf = await ownChannels(client);
  const byChannel = new Map<string, AlertRow[]>();
  for (const row of alerts) {
    for (const id of channelsFor(row, routes, channels, channelOf)) byChannel.set(id, [...(byChannel.get(id) ?? []), row]);
  }
  await queueMessages(
    client,
    [...byChannel].map(([channelId, rows]) => ({
      channelId,
      key: `digest:${day}`,
      subject: { kind: "digest" as const, id: day },
      message: digestMessage(day, rows),
    })),
  );
  await insertNotes(
    client,
    alerts.map((row) => ({
      alertId: row.id,
      incidentId: row.incident_id,
      at: now(),
      who: "Costwarden",
      what: "in_digest",
      detail: { day },
    })),
  );
}

function digestMessage(day: string, rows: readonly AlertRow[]): Message {
  const ordered = rows.toSorted((left, right) => Number(right.impact_usd ?? 0) - Number(left.impact_usd ?? 0));
  const more = rows.length - MOST_LISTED;
  const count = rows.length === 1 ? "1 notice" : `${rows.length} notices`;
  return {
    kind: "digest",
    event: "none",
    dedupKey: `digest:${day}`,
    severity: "info",
    title: `${count}: digest of ${day}`,
    summary:
      more > 0
        ? `The ${MOST_LISTED} dearest of ${rows.length}; the rest is in the inbox.`
        : "Nothing here needs anybody at once.",
    facts: ordered.slice(0, MOST_LISTED).map((row) => ({ label: `${row.rule_title}: ${row.subject_label}`, value: row.summary })),
    contributors: [],
    links: [{ label: "Alerts", path: "/alerts?severity=info" }],
    occurredAt: now(),
    data: {
      day,
      alerts: ordered.map(({ id, rule_id, subject_key, summary, impact_usd }) => ({
        ...{ id, summary, impact_usd },
        rule: rule_id,
        subject: subject_key,
      })),
    },
  };
}
