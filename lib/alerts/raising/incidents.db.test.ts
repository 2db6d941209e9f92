import { beforeEach, expect, test } from "vitest";
import { ownersOfKeys } from "@/lib/keys/service";
import { setClock } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { settings } from "@/lib/platform/settings";
import { useDatabase } from "@/tests/database";
import type { Raised } from "../raised";
import { raisedFixture } from "../raised-fixture";
import { clearAlerts, connectOwners, openEpisodes, raiseAlerts, sweepAlerts } from "../service";

useDatabase();

const AT = Date.parse("2026-11-20T10:05:00Z");
const minute = (minutes: number) => new Date(AT + minutes * 60_000);
const raise = (...list: Raised[]) => inTransaction((client) => raiseAlerts(client, list));
const tenant = (name: string, given: Partial<Raised> = {}) => raisedFixture({ tenant: name, ...given });

const feature = (name: string, tenantName: string, given: Partial<Raised> = {}) =>
  raisedFixture({
    tenant: tenantName,
    subject: { kind: "tenant_feature", key: `tenant=${tenantName}|feature=${name}`, label: `${name} of ${tenantName}` },
    scope: { tenant: tenantName, feature: name },
    ...given,
  });

const total = (dominating: string, given: Partial<Raised> = {}) =>
  raisedFixture({
    ruleId: "hourly-spend",
    subject: { kind: "installation", key: "", label: "everything" },
    scope: {},
    severity: "warning",
    tenants: [dominating, "others"],
    contributors: [{ name: dominating, value: "$80", scope: { tenant: dominating }, share: 0.8 }],
    ...given,
  });

async function channel(name: string, kind = "webhook"): Promise<string> {
  const { rows } = await pool().query<{ id: string }>(
    "INSERT INTO channel (id, name, kind, sealed, created_by) VALUES (gen_random_uuid(), $1, $2, '', 'test') RETURNING id",
    [name, kind],
  );
  return rows[0]?.id ?? "";
}

interface Sent {
  channel: string;
  event: string;
  reason: string;
  title: string;
  incident: string;
  severity: string;
  message: Record<string, unknown>;
}

async function sent(): Promise<Sent[]> {
  const { rows } = await pool().query<Sent>(
    `SELECT c.name AS channel, d.message ->> 'event' AS event, d.message #>> '{data,reason}' AS reason,
       d.message ->> 'title' AS title, d.subject_id AS incident, d.message ->> 'severity' AS severity, d.message
     FROM delivery AS d JOIN channel AS c ON c.id = d.channel_id ORDER BY d.seq`,
  );
  return rows;
}

const reasons = async () => (await sent()).map(({ channel: name, reason }) => `${name} ${reason}`);
const incidents = async () =>
  (
    await pool().query(
      "SELECT i.*, (SELECT count(*) FROM alert WHERE incident_id = i.id) AS alerts FROM incident AS i ORDER BY opened_at, id",
    )
  ).rows;

beforeEach(async () => {
  setClock(new Date(AT + 30_000));
  await pool().query("TRUNCATE alert, incident, alert_note, delivery, channel CASCADE");
  await channel("hook");
});

test("a fact told by three instances at once, and again after a restart, is one alert and one delivery", async () => {
  await Promise.all([raise(tenant("acme")), raise(tenant("acme"), tenant("acme")), raise(tenant("acme"))]);
  await raise(tenant("acme"));
  expect(await openEpisodes()).toMatchObject([{ ruleId: "tenant-hour", subjectKey: "tenant=acme" }]);
  expect(await reasons()).toEqual(["hook page"]);
});

test("a transaction that fails leaves neither alert nor message", async () => {
  await expect(
    inTransaction(async (client) => {
      await raiseAlerts(client, [tenant("acme")]);
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect([await openEpisodes(), await sent(), await incidents()]).toEqual([[], [], []]);
});

test("the message says who, how much now against what, the dollars, who contributed, and where to look and stop", async () => {
  await raise(
    feature("chat", "acme", { contributors: [{ name: "gpt-4o", value: "$9.10" }], facts: [{ label: "Limit", value: "$50" }] }),
  );
  const [first] = await sent();
  expect(first?.message).toMatchObject({
    kind: "alert",
    event: "trigger",
    severity: "critical",
    title: "An hour of ten times the usual tokens: chat of acme",
    facts: [
      { label: "Who", value: "chat of acme" },
      { label: "Now", value: "1,200,000 tokens" },
      { label: "Expected", value: "90,000 tokens (40,000 tokens to 200,000 tokens)" },
      { label: "Limit", value: "$50" },
      { label: "Per hour", value: "$120.00" },
      { label: "So far beyond expected", value: "$10.00" },
    ],
    contributors: [{ name: "gpt-4o", value: "$9.10" }],
  });
  const links = first?.message.links as { label: string; path: string }[];
  expect(links[0]?.path).toMatch(/^\/alerts\/[\w-]{36}$/);
  expect(links[1]?.path).toBe("/events?tenant=acme&feature=chat&range=custom&from=2026-11-20&to=2026-11-20");
  expect(links[2]?.path).toContain("/stops?new=true&tenant=acme&feature=chat&why=acme+used");
});

test("what one runaway trips is one incident: the first pages, what joins makes one update after a minute, no more", async () => {
  await raise(tenant("acme"));
  await raise(feature("chat", "acme", { at: minute(1) }));
  await raise(total("acme", { at: minute(2) }));
  expect(await incidents()).toMatchObject([{ alerts: 3, tenants: ["acme", "others"], severity: "critical", impact_usd: "10" }]);
  await sweepAlerts();
  expect(await reasons()).toEqual(["hook page"]);
  setClock(minute(2));
  await Promise.all([sweepAlerts(), sweepAlerts()]);
  expect(await reasons()).toEqual(["hook page", "hook joined"]);
  await raise(feature("search", "acme", { at: minute(3) }));
  setClock(minute(10));
  await sweepAlerts();
  expect(await reasons()).toEqual(["hook page", "hook joined"]);
});

test("two tenants' own spikes at the same time are two incidents, each paged", async () => {
  await raise(tenant("acme"), total("acme"), tenant("bolt"));
  expect(await incidents()).toMatchObject([{ alerts: 2 }, { alerts: 1 }]);
  expect(await reasons()).toEqual(["hook page", "hook page"]);
});

test("two instances that raise what belongs together at the same time make one incident and one page", async () => {
  await Promise.all([
    raise(tenant("acme")),
    raise(feature("chat", "acme")),
    raise(feature("search", "acme")),
    raise(total("acme")),
  ]);
  expect(await incidents()).toHaveLength(1);
  expect(await reasons()).toEqual(["hook page"]);
});

test("an outage takes in the incidents of its tenants, names them, and closes theirs where incidents are kept", async () => {
  const fails: Partial<Raised> = {
    ruleId: "status-5xx",
    unit: "share",
    actual: 0.4,
    expected: 0.01,
    impactUsd: null,
    severity: "warning",
  };
  await raise(tenant("acme", fails));
  await raise(tenant("bolt", fails));
  await raise(
    raisedFixture({
      ...fails,
      subject: { kind: "provider", key: "provider=openai", label: "openai" },
      scope: { provider: "openai" },
      tenants: ["acme", "bolt", "core"],
      contributors: [{ name: "acme", value: "40%", scope: { tenant: "acme" }, share: 0.3 }],
    }),
  );
  const [first, second] = await incidents();
  expect(first).toMatchObject({ state: "open", alerts: 3, tenants: ["acme", "bolt", "core"] });
  expect(second).toMatchObject({ state: "resolved", alerts: 0, merged_into: first.id });
  expect((await sent()).map(({ event, incident }) => [event, incident === first.id])).toEqual([
    ["trigger", true],
    ["trigger", false],
    ["resolve", false],
  ]);
});

test("a severity that rises is said once; it never falls again", async () => {
  await raise(tenant("acme", { severity: "warning" }));
  await raise(tenant("acme", { severity: "critical" }));
  await raise(tenant("acme", { severity: "warning" }), tenant("acme", { severity: "critical" }));
  expect(await reasons()).toEqual(["hook page", "hook severity"]);
  expect(await incidents()).toMatchObject([{ severity: "critical" }]);
});

test("figures show the worst that was told, in whatever order it comes", async () => {
  await raise(tenant("acme", { impactUsd: "30", actual: 3, at: minute(3) }));
  await raise(tenant("acme", { impactUsd: "20", actual: 2, at: minute(5), usdPerHour: "50" }));
  await raise(tenant("acme", { impactUsd: "10", actual: 1, at: minute(-5) }));
  const { rows } = await pool().query("SELECT actual, impact_usd, usd_per_hour, first_at, last_at FROM alert");
  expect(rows).toEqual([{ actual: 3, impact_usd: "30", usd_per_hour: "50", first_at: minute(-5), last_at: minute(5) }]);
});

test("facts about a closed period, and info, are recorded and page nobody", async () => {
  await raise(tenant("acme", { sinceClose: true }), tenant("bolt", { severity: "info" }));
  expect(await openEpisodes()).toHaveLength(2);
  expect(await sent()).toEqual([]);
});

test("what clears by itself resolves its alert, and the incident with the last; told again it is open again, and no page", async () => {
  await channel("duty", "pagerduty");
  await channel("chat", "slack");
  const key = (raised: Raised) => ({
    ruleId: raised.ruleId,
    subjectKey: raised.subject.key,
    episode: raised.episode,
    threshold: "",
  });
  const clear = (raised: Raised) => inTransaction((client) => clearAlerts(client, [key(raised)], minute(9)));
  await raise(tenant("acme"), feature("chat", "acme"));
  await clear(tenant("acme"));
  expect(await incidents()).toMatchObject([{ state: "open" }]);
  await Promise.all([clear(feature("chat", "acme")), clear(feature("chat", "acme"))]);
  expect(await incidents()).toMatchObject([{ state: "resolved" }]);
  expect((await reasons()).sort()).toEqual(["chat page", "duty page", "duty resolved", "hook page", "hook resolved"]);
  await raise(tenant("acme"));
  expect(await incidents()).toMatchObject([{ state: "open" }]);
  expect((await reasons()).filter((text) => text.startsWith("chat"))).toEqual(["chat page"]);
  expect((await reasons()).filter((text) => text.endsWith("returned"))).toEqual(["duty returned", "hook returned"]);
});

test("the owner of a key is told with it", async () => {
  await pool().query(
    `INSERT INTO provider_key (id, name, provider, environment, owner_email, rotated_at, status, created_at, created_by, updated_at)
     VALUES ('00000000-0000-7000-8000-000000000001', 'k', 'openai', 'production', 'ada@example.com', now(), 'active', now(), 't', now());
     INSERT INTO provider_key_value (fingerprint, key_id, generation, state, registered_at)
     VALUES ('fff', '00000000-0000-7000-8000-000000000001', 1, 'current', now())`,
  );
  connectOwners(
    (scopes, client) =>
      ownersOfKeys(
        scopes.map(({ key }) => key),
        client,
      ),
    async () => () => null,
  );
  const burning = raisedFixture({ subject: { kind: "key", key: "key=fff", label: "k" }, scope: { key: "fff" } });
  await raise(burning, tenant("bolt"));
  const { rows } = await pool().query("SELECT owner FROM alert ORDER BY subject_key");
  expect(rows).toEqual([{ owner: "ada@example.com" }, { owner: null }]);
  expect((await sent())[0]?.message.facts).toContainEqual({ label: "Owner", value: "ada@example.com" });
});

test("more raises at once than there are connections do not wait for each other", async () => {
  const keyed = (name: string) => ({ ...tenant(name), scope: { tenant: name, key: "fff" } });
  // Two more than the pool has: few enough that a busy machine is through before the last has waited ten seconds for one.
  const many = settings().COSTWARDEN_DATABASE_POOL + 2;
  await Promise.all(Array.from({ length: many }, (_, index) => raise(keyed(`t${index}`))));
  expect(await incidents()).toHaveLength(many);
});

test("a thousand alerts at once are a thousand incidents and messages", async () => {
  const list = Array.from({ length: 1000 }, (_, index) => tenant(`t${index}`));
  const began = performance.now();
  await raise(...list);
  const first = performance.now() - began;
  await raise(...list.map((raised) => ({ ...raised, impactUsd: "11" })));
  process.stdout.write(
    `1,000 raised in ${first.toFixed(0)} ms, amended in ${(performance.now() - began - first).toFixed(0)} ms\n`,
  );
  expect((await incidents()).length).toBe(1000);
  expect((await sent()).length).toBe(1000);
});
