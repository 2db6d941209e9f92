import type pg from "pg";
import { uuidv7 } from "uuidv7";
import { listChannels } from "@/lib/deliveries/service";
import type { Author } from "@/lib/platform/author";
import { now } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import type { Route } from "../model/routes";
import type { NewRoute, RouteAnswer, RouteChange } from "./contract";

interface RouteRow extends Route {
  created_at: Date;
  created_by: string;
  updated_at: Date;
}

function shown(row: RouteRow): RouteAnswer {
  const { id, name, enabled, rules, tenants, environments, owners, every_channel, channel_ids, created_by } = row;
  return {
    ...{ id, name, enabled, rules, tenants, environments, owners, every_channel, channel_ids, created_by },
    severities: row.severities as RouteAnswer["severities"],
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

function unknown(id: string): DomainError {
  return new DomainError("not_found", `There is no alert route with the id "${id}".`);
}

/** @throws validation_failed for channels that are not there, or none at all */
export async function checkChannels(
  client: pg.ClientBase,
  { every_channel, channel_ids }: { every_channel: boolean; channel_ids: readonly string[] },
): Promise<void> {
  const known = new Set((await listChannels(client)).map(({ id }) => id));
  const fault = (pointer: string, detail: string) =>
    new DomainError("validation_failed", `${pointer}: ${detail}.`, { errors: [{ pointer, detail }] });
  for (const [index, id] of channel_ids.entries()) {
    if (!known.has(id)) throw fault(`/channel_ids/${index}`, "is not a channel");
  }
  if (!every_channel && channel_ids.length === 0) throw fault("/channel_ids", "is empty: name channels, or set every_channel");
}

export async function listRoutes(): Promise<{ routes: RouteAnswer[] }> {
  const { rows } = await pool().query<RouteRow>("SELECT * FROM alert_route ORDER BY created_at, id");
  return { routes: rows.map(shown) };
}

async function find(client: pg.Pool | pg.ClientBase, id: string, lock = ""): Promise<RouteRow> {
  const { rows } = await client.query<RouteRow>(`SELECT * FROM alert_route WHERE id = $1 ${lock}`, [id]);
  if (!rows[0]) throw unknown(id);
  return rows[0];
}

/** @throws not_found */
export async function readRoute(id: string): Promise<RouteAnswer> {
  return shown(await find(pool(), id));
}

const FIELDS = [
  "name",
  "enabled",
  "severities",
  "rules",
  "tenants",
  "environments",
  "owners",
  "every_channel",
  "channel_ids",
] as const;

async function write(client: pg.ClientBase, row: RouteRow): Promise<void> {
  await client.query(
    `INSERT INTO alert_route (id, ${FIELDS.join(", ")}, created_at, created_by, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     ON CONFLICT (id) DO UPDATE SET ${FIELDS.map((name) => `${name} = excluded.${name}`).join(", ")}, updated_at = excluded.updated_at`,
    [row.id, ...FIELDS.map((name) => row[name]), row.created_at, row.created_by, row.updated_at],
  );
}

export async function createRoute(given: NewRoute, author: Author): Promise<RouteAnswer> {
  return inTransaction(async (client) => {
    await checkChannels(client, given);
    const row: RouteRow = { id: uuidv7(), ...given, created_at: now(), created_by: author.name, updated_at: now() };
    await write(client, row);
    await author.note(client, { action: "alert_route.create", subject: `alert_route:${row.id}`, after: shown(row) });
    return shown(row);
  });
}

/** @throws not_found, validation_failed */
export async function changeRoute(id: string, change: RouteChange, author: Author): Promise<RouteAnswer> {
  return inTransaction(async (client) => {
    const before = await find(client, id, "FOR UPDATE");
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const row: RouteRow = { ...before, ...given, updated_at: now() };
    if (change.channel_ids !== undefined || change.every_channel !== undefined) await checkChannels(client, row);
    await write(client, row);
    await author.note(client, {
      action: "alert_route.update",
      subject: `alert_route:${id}`,
      before: shown(before),
      after: shown(row),
    });
    return shown(row);
  });
}

/** @throws not_found */
export async function deleteRoute(id: string, author: Author): Promise<RouteAnswer> {
  return inTransaction(async (client) => {
    const before = await find(client, id, "FOR UPDATE");
    await client.query("DELETE FROM alert_route WHERE id = $1", [id]);
    await author.note(client, { action: "alert_route.delete", subject: `alert_route:${id}`, before: shown(before) });
    return shown(before);
  });
}
