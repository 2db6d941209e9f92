import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { Statement } from "@/lib/platform/send-together";
import type { ParsedEvent } from "../event";
import { SEPARATOR, textArray } from "./joined-text";

const INSERT_NEW = `INSERT INTO event_identity (tenant, source, id, payload_hash, event_time, received_at, batch)
  SELECT tenant, source, id, hash, time, $6::timestamptz, $7::bigint
  FROM unnest(${textArray(1)}, ${textArray(2)}, ${textArray(3)}, $4::bytea[], $5::timestamptz[]) AS u(tenant, source, id, hash, time)`;
const INSERT = `${INSERT_NEW} ON CONFLICT DO NOTHING`;

/** What is already known of an identity that could not be inserted. */
export interface KnownIdentity {
  payloadHash: string;
  eventTime: Date;
  /** The tenant that the event was moved to. */
  movedTo: string | null;
}

/** Identity as one text, for maps. */
export function identityOf(event: { tenant: string; source: string; id: string }): string {
  return event.tenant + SEPARATOR + event.source + SEPARATOR + event.id;
}

/** A claim of identities, to be sent; `batch` tells what it inserted from what was there, also from earlier in the transaction. */
export interface Claim {
  events: readonly ParsedEvent[];
  batch: string;
  statement: Statement;
}

const joined = (values: readonly string[]) => values.join(SEPARATOR);

/**
 * Claims the identities of events that are distinct and sorted by identity. A concurrent claim
 * of the same identity is waited for, so exactly one of the claimants gets it.
 */
export function claimIdentities(events: readonly ParsedEvent[], receivedAt: string): Claim {
  const batch = randomBytes(8).readBigInt64BE().toString();
  const statement = {
    name: "insert-identities",
    text: INSERT,
    values: [
      joined(events.map((event) => event.tenant)),
      joined(events.map((event) => event.source)),
      joined(events.map((event) => event.id)),
      `{${events.map((event) => `"\\\\x${event.payloadHash}"`).join(",")}}`,
      `{${events.map((event) => event.time).join(",")}}`,
      receivedAt,
      batch,
    ],
  };
  return { events, batch, statement };
}

/** A claim that fails (23505) when one of the identities is already there: for batches believed to be new. */
export function claimNewIdentities(events: readonly ParsedEvent[], receivedAt: string): Statement {
  return { ...claimIdentities(events, receivedAt).statement, name: "insert-new-identities", text: INSERT_NEW };
}

/**
 * What became of a claim that inserted `count` rows.
 * @returns for each event, null when the identity is new and now ours, else what is known of it
 */
export async function readClaim(
  client: pg.ClientBase,
  { events, batch, statement }: Claim,
  count: number | null,
): Promise<(KnownIdentity | null)[]> {
  if (count === events.length) return events.map(() => null);
  const [tenants, sources, ids] = statement.values ?? [];
  const { rows } = await client.query<{
    at: number;
    payload_hash: Buffer;
    event_time: Date;
    moved_to: string | null;
    ours: boolean;
  }>({
    name: "find-identities",
    text: `SELECT u.at::int AS at, i.payload_hash, i.event_time, i.moved_to, i.batch = $4::bigint AS ours
      FROM unnest(${textArray(1)}, ${textArray(2)}, ${textArray(3)}) WITH ORDINALITY AS u(tenant, source, id, at)
      JOIN event_identity AS i USING (tenant, source, id)`,
    values: [tenants, sources, ids, batch],
  });
  const known: (KnownIdentity | null)[] = events.map(() => null);
  for (const row of rows) {
    if (row.ours) continue;
    known[row.at - 1] = { payloadHash: row.payload_hash.toString("hex"), eventTime: row.event_time, movedTo: row.moved_to };
  }
  return known;
}

/** Gives identities back that were claimed in this transaction by events which then proved unusable. */
export async function releaseIdentities(client: pg.ClientBase, events: readonly ParsedEvent[]): Promise<void> {
  await client.query(
    `DELETE FROM event_identity AS i
     USING unnest(${textArray(1)}, ${textArray(2)}, ${textArray(3)}) AS u(tenant, source, id)
     WHERE i.tenant = u.tenant AND i.source = u.source AND i.id = u.id`,
    [
      events.map((event) => event.tenant).join(SEPARATOR),
      events.map((event) => event.source).join(SEPARATOR),
      events.map((event) => event.id).join(SEPARATOR),
    ],
  );
}
