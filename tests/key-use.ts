import { createHash, randomUUID } from "node:crypto";
import { expect } from "vitest";
import { POST as ingest } from "@/app/ingest/route";
import { createToken } from "@/lib/access/service";
import { watchKeys } from "@/lib/keys/service";
import { pool } from "@/lib/platform/database";
import type { Scope } from "@/lib/platform/http/operation";
import { connectRooms, keyKeeper } from "@/server/wiring";
import { bearer, call } from "./requests";

export { connectRooms };

/** For tests: a token, events that carry keys, and the following of them. */
export const digest = (value: string) => createHash("sha256").update(value).digest("hex");

export async function tokenHeaders(name: string, scopes: Scope[]): Promise<Record<string, string>> {
  const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
  const common = { default_environment: null, trusts_reported_cost: false, expires_at: null };
  return bearer((await createToken({ name, scopes, ...common }, actor)).token);
}

/** Sends calls of $2.50 each that carry a key. */
export async function useKey(
  headers: Record<string, string>,
  value: string,
  atMs: number,
  given: Record<string, unknown> = {},
  times = 1,
): Promise<void> {
  const events = Array.from({ length: times }, () => ({
    id: randomUUID(),
    timestamp: new Date(atMs).toISOString(),
    tenant: "acme",
    feature: "chat",
    environment: "production",
    model: "gpt-4o",
    usage: { input_tokens: 1_000_000, output_tokens: 0 },
    key: { fingerprint: digest(value), last4: value.slice(-4) },
    ...given,
  }));
  const answer = await call(ingest, "/ingest", { method: "POST", headers, body: events });
  expect(await answer.json()).toMatchObject({ accepted: times });
}

/**
 * Follows events until all that is committed by now is followed: transactions of other databases on
 * the same server hold the horizon back for a moment.
 */
export async function followKeys(): Promise<void> {
  const { rows } = await pool().query<{ now: string }>("SELECT pg_current_xact_id()::text AS now");
  for (;;) {
    await watchKeys(keyKeeper, true);
    const read = await pool().query<{ next: string }>("SELECT next_xid::text AS next FROM key_use_state");
    if (BigInt(read.rows[0]?.next ?? 0) > BigInt(rows[0]?.now ?? 0)) return;
  }
}

export async function answered<T = Record<string, unknown>>(answer: Promise<Response>, status = 200): Promise<T> {
  const response = await answer;
  const body = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(status);
  return body as T;
}
