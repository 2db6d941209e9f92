import { beforeAll, expect, test } from "vitest";
import { changeEntry, createEntry } from "@/lib/directory/service";
import { followRecording } from "@/lib/metering/service";
import { bumpVersion } from "@/lib/platform/change-versions";
import { pool } from "@/lib/platform/database";
import { loadOrganisation } from "@/lib/platform/organisation";
import { ensurePriceBook } from "@/lib/pricing/service";
import { useDatabase } from "@/tests/database";
import { author, spend } from "@/tests/spent-usage";
import { answerQuestions, readQuestions, startDecisions } from "./decisions/service";
import { createPolicy, noteViolations } from "./policies/service";
import { createStop, liftStop } from "./stops/service";

useDatabase();
const ADMIN = { id: "user:1", admin: true, mayChange: true };

beforeAll(async () => {
  await ensurePriceBook();
  await loadOrganisation();
  followRecording("policies", noteViolations);
  await startDecisions();
  for (const name of ["acme", "acme-old"]) await createEntry("tenant", { name }, author);
  for (const name of ["chat", "talk"]) await createEntry("feature", { name }, author);
});

async function decision(tenant: string, fields: Record<string, unknown> = {}): Promise<string> {
  const answer = await answerQuestions(readQuestions({ tenant, feature: "search", model: "gpt-4o", ...fields }), null);
  return "decision" in answer ? answer.decision : "";
}

const stop = (scope: Record<string, string>) => createStop({ mode: "block", scope, reason: "it loops" } as never, ADMIN, author);
const merge = (kind: "tenant" | "feature", name: string, into: string | null) =>
  changeEntry(kind, name, { merged_into: into }, author);

test("a stop binds what comes under a merged name from the merge on, and no more once it is undone", async () => {
  const { id } = await stop({ tenant: "acme" });
  expect([await decision("acme"), await decision("acme-old")]).toEqual(["deny", "allow"]);
  await merge("tenant", "acme-old", "acme");
  expect([await decision("acme"), await decision("acme-old"), await decision("other")]).toEqual(["deny", "deny", "allow"]);
  await merge("tenant", "acme-old", null);
  expect(await decision("acme-old")).toBe("allow");
  await liftStop(id, null, ADMIN, author);
});

test("a stop on a merged name binds whatever counts to the same, and a pair of merged names as one", async () => {
  await merge("tenant", "acme-old", "acme");
  await merge("feature", "talk", "chat");
  const { id } = await stop({ tenant: "acme-old", feature: "chat" });
  for (const tenant of ["acme", "acme-old"])
    for (const feature of ["chat", "talk"]) expect(await decision(tenant, { feature }), `${tenant} ${feature}`).toBe("deny");
  expect(await decision("acme", { feature: "search" })).toBe("allow");
  await liftStop(id, null, ADMIN, author);
  await merge("tenant", "acme-old", null);
  await merge("feature", "talk", null);
});

test("a policy denies a model under a merged name, and notes the events that come under it", async () => {
  const rules = { allowed_models: ["gpt-4o-mini"], denied_models: [], require_pinned: false };
  const limits = { max_tokens_per_request: null, max_cost_usd_per_request: null };
  const scope = { tenant: "acme", feature: null, environment: null };
  const { id } = await createPolicy({ name: "small", ...scope, ...rules, ...limits, on_ask: "deny", note: null }, author);
  const violations = async () =>
    (await pool().query("SELECT tenant FROM policy_violation WHERE policy_id = $1 ORDER BY tenant", [id])).rows;
  expect(await decision("acme-old")).toBe("allow");
  await spend("acme-old", "1", new Date().toISOString());
  expect(await violations()).toEqual([]);
  await merge("tenant", "acme-old", "acme");
  expect([await decision("acme-old"), await decision("acme-old", { model: "gpt-4o-mini" })]).toEqual(["deny", "allow"]);
  await spend("acme-old", "1", new Date().toISOString());
  expect(await violations()).toEqual([{ tenant: "acme-old" }]);
  await merge("tenant", "acme-old", null);
});

test("a merge that another instance made binds here too", async () => {
  await stop({ tenant: "acme" });
  await pool().query("UPDATE directory_entry SET merged_into = 'acme' WHERE kind = 'tenant' AND name = 'acme-old'");
  await bumpVersion(pool(), "directory");
  await expect.poll(() => decision("acme-old"), { timeout: 20_000 }).toBe("deny");
});
