import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as readNames } from "@/app/api/v1/directory/names/route";
import { PATCH as patchFeature } from "@/app/api/v1/features/[name]/route";
import { PATCH as patchTenant } from "@/app/api/v1/tenants/[name]/route";
import { createToken, firstRun } from "@/lib/access/service";
import { nameInWords } from "@/lib/directory/names/service";
import { setClock } from "@/lib/platform/clock";
import { ensurePriceBook } from "@/lib/pricing/service";
import { readFigures } from "@/lib/reports/figures";
import { subjectOf } from "@/lib/watch/subject";
import { useDatabase } from "@/tests/database";
import { followAllNames } from "@/tests/follow-names";
import { answered, tokenHeaders } from "@/tests/key-use";
import { bearer, call } from "@/tests/requests";
import { spend } from "@/tests/spent-usage";

useDatabase();
const NOON = "2026-11-20T12:00:00Z";
let admin: Record<string, string> = {};

beforeAll(async () => {
  await ensurePriceBook();
  await firstRun();
  setClock(NOON);
  admin = await tokenHeaders("tests", ["admin"]);
  await spend("acme", "1", "2026-11-20T11:30:00Z", { feature: "chat" });
  await spend("globex", "2", "2026-11-20T11:30:00Z", { feature: "search" });
  await followAllNames();
  const name = (handler: unknown, of: string, display_name: string) =>
    answered(call(handler, "/", { method: "PATCH", headers: admin, params: { name: of }, body: { display_name } }));
  await name(patchTenant, "acme", "Acme Corporation");
  await name(patchTenant, "globex", "Globex & Sons");
  await name(patchFeature, "chat", "Talking");
  await name(patchFeature, "search", "Finding");
});
afterAll(() => setClock(null));

test("display names are one small answer, within the tenants of whoever asks", async () => {
  expect(await answered(call(readNames, "/", { headers: admin }))).toEqual({
    tenant: { acme: "Acme Corporation", globex: "Globex & Sons" },
    feature: { chat: "Talking", search: "Finding" },
    environment: {},
  });
  const actor = { principal: { kind: "system", id: null, name: "test" } as const, ip: null };
  const terms = { name: "limited", default_environment: null, trusts_reported_cost: false, expires_at: null };
  const { token } = await createToken({ ...terms, scopes: ["spend:read"], tenants: ["acme"] }, actor);
  expect(await answered(call(readNames, "/", { headers: bearer(token) }))).toEqual({
    tenant: { acme: "Acme Corporation" },
    feature: { chat: "Talking" },
    environment: {},
  });
});

test("alerts and reports call names as people do, with their own beside them", async () => {
  expect(nameInWords("tenant", "acme")).toBe("Acme Corporation (acme)");
  expect(nameInWords("model", "acme")).toBe("acme");
  const subject = subjectOf("tenant_feature", { tenant: "acme", feature: "chat" });
  expect(subject).toMatchObject({ key: "tenant=acme|feature=chat", label: "Acme Corporation (acme) · Talking (chat)" });
  const day = { startMs: Date.parse("2026-11-20"), endMs: Date.parse("2026-11-21") };
  const before = { startMs: Date.parse("2026-11-19"), endMs: Date.parse("2026-11-20") };
  const { tenants } = await readFigures(day, before, "UTC");
  expect(tenants.map(({ name, label }) => [name, label])).toEqual([
    ["globex", "Globex & Sons (globex)"],
    ["acme", "Acme Corporation (acme)"],
  ]);
});
