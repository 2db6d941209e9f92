import { afterAll, beforeAll, expect, test } from "vitest";
import { connectMailer, createUser, requestReset, resetRequestsDone } from "@/lib/access/service";
import { canMail, queueMail } from "@/lib/deliveries/service";
import { pool } from "@/lib/platform/database";
import { dropSingleton } from "@/lib/platform/singleton";
import { useDatabase } from "./database";

useDatabase();
const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };

beforeAll(() => {
  process.env.COSTWARDEN_SMTP_URL = "smtp://127.0.0.1:9";
  process.env.COSTWARDEN_MAIL_FROM = "costwarden@example.com";
  dropSingleton("settings");
  connectMailer({ canMail, queueMail });
});
afterAll(() => {
  delete process.env.COSTWARDEN_SMTP_URL;
  delete process.env.COSTWARDEN_MAIL_FROM;
});

const letters = async (to: string) =>
  (await pool().query<{ text: string }>("SELECT d::text AS text FROM delivery AS d WHERE recipient = $1", [to])).rows;

test("invitations and resets are queued for the room that delivers, sealed, in the transaction of the link", async () => {
  const email = "grace@example.com";
  const { invitation } = await createUser({ email, name: "", role: "viewer" }, actor, "https://costs.example");
  expect(invitation).toMatchObject({ emailed: true, url: null });
  await requestReset(email, "203.0.113.1");
  await resetRequestsDone();
  const queued = await letters(email);
  expect(queued).toHaveLength(2);
  expect(JSON.stringify(queued)).not.toMatch(/\/(invitation|reset)\/[\w-]{72}/);
});
