import { createHash, randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { now } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { localDate, rfc3339 } from "@/lib/platform/time";
import { refuseKeys } from "./checks";
import type { KeyCalendar } from "./contract";
import type { Editor } from "./editor";
import { type CalendarEvent, icalendar } from "./icalendar";
import { dueOf, type KeyRecord, rotateByOf, zoneOf } from "./model";
import { loadKeys } from "./queries/load-keys";

const SECRET_BYTES = 24;
const ALARM_DAYS = 7;

interface Row {
  id: string;
  name: string;
  created_at: Date;
  created_by: string;
  last_read_at: Date | null;
  revoked_at: Date | null;
}

const COLUMNS = "id, name, created_at, created_by, last_read_at, revoked_at";
const hashOf = (secret: string) => createHash("sha256").update(secret).digest();
const at = (date: Date | null) => (date === null ? null : rfc3339(date.getTime()));

function shown(row: Row): KeyCalendar {
  const { id, name, created_by } = row;
  return {
    id,
    name,
    created_by,
    created_at: rfc3339(row.created_at.getTime()),
    last_read_at: at(row.last_read_at),
    revoked_at: at(row.revoked_at),
  };
}

export async function listCalendars(): Promise<{ calendars: KeyCalendar[] }> {
  const { rows } = await pool().query<Row>(`SELECT ${COLUMNS} FROM key_calendar ORDER BY id DESC LIMIT 1000`);
  return { calendars: rows.map(shown) };
}

/** Makes an address that a calendar program may read. Its secret part is answered this once and kept only as a hash. */
export async function createCalendar(name: string, editor: Editor): Promise<KeyCalendar & { secret: string }> {
  refuseKeys({ name });
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  return inTransaction(async (client) => {
    const { rows } = await client.query<Row>(
      `INSERT INTO key_calendar (id, name, token_hash, created_at, created_by) VALUES ($1, $2, $3, $4, $5) RETURNING ${COLUMNS}`,
      [uuidv7(), name, hashOf(secret), now(), editor.name],
    );
    const [row] = rows;
    if (!row) throw new Error("a calendar vanished while it was being made");
    await editor.note(client, { action: "key_calendar.create", subject: `key_calendar:${row.id}`, after: { name } });
    return { ...shown(row), secret };
  });
}

/** Ends an address. Again changes nothing. */
export async function revokeCalendar(id: string, editor: Editor): Promise<KeyCalendar> {
  return inTransaction(async (client) => {
    const { rows } = await client.query<Row>(`SELECT ${COLUMNS} FROM key_calendar WHERE id = $1 FOR UPDATE`, [id]);
    const [before] = rows;
    if (!before) throw new DomainError("not_found", "There is no calendar address with this id.");
    if (before.revoked_at) return shown(before);
    const after = await client.query<Row>(`UPDATE key_calendar SET revoked_at = $2 WHERE id = $1 RETURNING ${COLUMNS}`, [
      id,
      now(),
    ]);
    await editor.note(client, { action: "key_calendar.revoke", subject: `key_calendar:${id}`, before: { name: before.name } });
    return shown(after.rows[0] ?? before);
  });
}

/** Names, dates and owners; nothing of the key itself, not even its last four characters. */
function eventsOf(key: KeyRecord): CalendarEvent[] {
  if (!dueOf(key)) return [];
  const facts = [
    `Provider: ${key.provider}`,
    `Environment: ${key.environment}`,
    `Owner: ${key.owner?.email ?? "nobody"}`,
    ...(key.purpose ? [`Purpose: ${key.purpose}`] : []),
  ].join("\n");
  const common = { description: facts, changedAt: key.updatedAt, alarmDays: ALARM_DAYS };
  const events = [
    {
      ...common,
      uid: `key-${key.id}-rotation@costwarden`,
      on: rotateByOf(key),
      summary: `Rotate ${key.name} (${key.environment})`,
    },
  ];
  if (key.expiresAt === null) return events;
  const on = localDate(key.expiresAt.getTime(), zoneOf(key));
  return [
    ...events,
    { ...common, uid: `key-${key.id}-expiry@costwarden`, on, summary: `${key.name} (${key.environment}) expires` },
  ];
}

/**
 * The calendar behind an address.
 * @throws not_found for a secret that is unknown or revoked, without telling which
 */
export async function readCalendar(secret: string): Promise<string> {
  const { rows } = await pool().query<Row>(
    `UPDATE key_calendar SET last_read_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL RETURNING ${COLUMNS}`,
    [hashOf(secret), now()],
  );
  const [row] = rows;
  if (!row) throw new DomainError("not_found", "There is no calendar at this address.");
  return icalendar(row.name, (await loadKeys(pool(), null)).flatMap(eventsOf));
}
