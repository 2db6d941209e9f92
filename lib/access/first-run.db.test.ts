import { afterAll, expect, test } from "vitest";
import { pool, prisma } from "@/lib/platform/database";
import { dropSingleton } from "@/lib/platform/singleton";
import { useDatabase } from "@/tests/database";
import { signIn } from "@/tests/sign-in";
import { authenticateBearer, firstRun } from "./service";

useDatabase();
const BOOTSTRAP = "cw_bootstrap-token-of-the-tests-0001";

function withSettings(given: Record<string, string>): void {
  Object.assign(process.env, given);
  dropSingleton("settings");
}

afterAll(() => {
  delete process.env.COSTWARDEN_BOOTSTRAP_TOKEN;
});

test("two instances that start at once make one admin and one token, and only one of them shows these", async () => {
  const made = await Promise.all([firstRun(), firstRun(), firstRun()]);
  const shown = made.filter((each) => each !== null);
  expect(shown).toHaveLength(1);
  expect(await prisma().appUser.count()).toBe(1);
  expect(await prisma().apiToken.count()).toBe(1);

  const first = shown[0];
  expect(first?.email).toBe("admin@costwarden.local");
  expect(await authenticateBearer(`Bearer ${first?.token}`)).toMatchObject({
    name: "first-token",
    scopes: ["ingest:write", "spend:read"],
  });
  const { response, body } = await signIn(first?.email ?? "", first?.password ?? "");
  expect([response.status, body]).toEqual([200, expect.anything()]);
});

test("a later start shows nothing, and adds the bootstrap token that the settings now name", async () => {
  expect(await authenticateBearer(`Bearer ${BOOTSTRAP}`)).toBeNull();
  withSettings({ COSTWARDEN_BOOTSTRAP_TOKEN: BOOTSTRAP });
  expect(await Promise.all([firstRun(), firstRun()])).toEqual([null, null]);
  expect(await authenticateBearer(`Bearer ${BOOTSTRAP}`)).toMatchObject({ name: "bootstrap", scopes: ["admin"] });
  expect(await prisma().apiToken.count()).toBe(2);
});

test("a bootstrap token that an admin revoked stays revoked at the next start", async () => {
  await pool().query("UPDATE api_token SET revoked_at = now() WHERE name = 'bootstrap'");
  await firstRun();
  expect(await prisma().apiToken.count()).toBe(2);
  expect((await prisma().apiToken.findUnique({ where: { name: "bootstrap" } }))?.revokedAt).not.toBeNull();
});

test("no secret is stored or logged in the clear", async () => {
  const { rows } = await pool().query<{ text: string }>(
    "SELECT (SELECT json_agg(t)::text FROM api_token t) || (SELECT json_agg(a)::text FROM audit_log a) || (SELECT json_agg(u)::text FROM app_user u) AS text",
  );
  expect(rows[0]?.text).not.toContain(BOOTSTRAP);
  expect(rows[0]?.text).toContain("$argon2id$");
});
