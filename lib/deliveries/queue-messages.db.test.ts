import { expect, test } from "vitest";
import { inTransaction, pool } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import type { Message } from "./message";
import { queueMail, queueMessages } from "./service";

useDatabase();

const message = (change: Partial<Message> = {}): Message => ({
  kind: "alert",
  event: "trigger",
  dedupKey: "incident-1",
  severity: "warning",
  title: "Spend of acme",
  summary: "acme spends 12 times as much as usual",
  facts: [],
  contributors: [],
  links: [],
  occurredAt: new Date("2026-11-21T12:00:00Z"),
  data: {},
  ...change,
});

async function channel(kind = "webhook"): Promise<string> {
  const { rows } = await pool().query<{ id: string }>(
    "INSERT INTO channel (id, name, kind, sealed, created_by) VALUES (gen_random_uuid(), gen_random_uuid()::text, $1, '', 'test') RETURNING id",
    [kind],
  );
  return rows[0]?.id ?? "";
}

const queued = async (channelId: string) =>
  (await pool().query("SELECT * FROM delivery WHERE channel_id = $1 ORDER BY seq", [channelId])).rows;
const jobs = async (of: string) =>
  Number(
    (await pool().query("SELECT count(*) FROM graphile_worker._private_jobs WHERE payload ->> 'channel' = $1", [of])).rows[0]
      .count,
  );

test("a message is queued with its job in the caller's transaction, or not at all", async () => {
  const channelId = await channel();
  const list = [{ channelId, key: "a", subject: { kind: "alert" as const, id: "1" }, message: message() }];
  await expect(
    inTransaction(async (client) => {
      await queueMessages(client, list);
      throw new Error("given up");
    }),
  ).rejects.toThrow("given up");
  expect(await queued(channelId)).toEqual([]);
  expect(await jobs(channelId)).toBe(0);

  await inTransaction((client) => queueMessages(client, list));
  expect(await queued(channelId)).toMatchObject([{ key: "a", state: "pending", attempts: 0, ordered_by: "incident-1" }]);
  expect(await jobs(channelId)).toBe(1);
});

test("the same key of a channel is queued once", async () => {
  const channelId = await channel();
  const one = { channelId, key: "a", subject: { kind: "alert" as const, id: "1" }, message: message() };
  await inTransaction((client) => queueMessages(client, [one, one]));
  await inTransaction((client) => queueMessages(client, [one]));
  expect(await queued(channelId)).toHaveLength(1);
});

test("PagerDuty is not told what is no event to it; names that JSON columns refuse do not fail the caller", async () => {
  const channelId = await channel("pagerduty");
  const subject = { kind: "alert" as const, id: "1" };
  await inTransaction((client) =>
    queueMessages(client, [
      { channelId, key: "a", subject, message: message({ event: "none" }) },
      { channelId, key: "b", subject, message: message({ title: "half \ud83d of\0 a name", data: { "\udc00": 1n } }) },
    ]),
  );
  expect(await queued(channelId)).toMatchObject([{ key: "b", message: { title: "half \ufffd of\ufffd a name" } }]);
});

test("a letter's words lie encrypted", async () => {
  const letter = { to: "ada@example.com", subject: "Invitation", text: "https://example.com/very-secret-link", key: "invite-1" };
  await inTransaction((client) => queueMail(client, letter));
  await inTransaction((client) => queueMail(client, letter));
  const { rows } = await pool().query("SELECT * FROM delivery WHERE recipient = 'ada@example.com'");
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain("very-secret");
});
