import fc from "fast-check";
import { expect, test } from "vitest";
import type { AlertScope, AlertUnit } from "../raised";
import { coreTenant } from "./core-tenant";
import { type Grouped, group, related } from "./grouping";

const MINUTE = 60_000;
let counter = 0;

function item(scope: AlertScope, given: Partial<Grouped> & { atMinute?: number } = {}): Grouped {
  const { atMinute = 0, ...rest } = given;
  const key = Object.entries(scope)
    .map((pair) => pair.join("="))
    .join("|");
  return {
    id: String(counter++),
    subjectKey: key,
    scope,
    coreTenant: scope.tenant ?? null,
    tenants: scope.tenant ? [scope.tenant] : [],
    unit: "usd",
    firstMs: atMinute * MINUTE,
    lastMs: atMinute * MINUTE,
    ...rest,
  };
}

const sizes = (...items: Grouped[]) => group(items, []).map(({ alerts }) => alerts.length);

test("a runaway's tenant, its feature, its key and the hourly total that it dominates are one incident", () => {
  const total = item({}, { coreTenant: "acme", tenants: ["acme", "bolt"] });
  const feature = item({ feature: "chat" }, { coreTenant: "acme" });
  const key = item({ key: "k1" }, { coreTenant: "acme" });
  expect(sizes(item({ tenant: "acme" }), item({ tenant: "acme", feature: "chat" }), key, feature, total)).toEqual([5]);
});

test("two tenants' own spikes at the same time are two, also with a total over both", () => {
  expect(sizes(item({ tenant: "acme" }), item({ tenant: "bolt" }))).toEqual([1, 1]);
  const shared = item({}, { coreTenant: "acme", tenants: ["acme", "bolt"] });
  expect(sizes(item({ tenant: "acme" }), shared, item({ tenant: "bolt" }))).toEqual([2, 1]);
  const nobodys = item({}, { tenants: ["acme", "bolt"] });
  expect(sizes(item({ tenant: "acme" }), nobodys, item({ tenant: "bolt" }))).toEqual([1, 1, 1]);
});

test("a provider's outage is one with what fails for its tenants, and not with what another of them spends", () => {
  const fails = { unit: "share" as AlertUnit };
  const outage = item({ provider: "openai" }, { ...fails, tenants: ["acme", "bolt", "core"] });
  expect(sizes(item({ tenant: "acme" }, fails), item({ tenant: "bolt" }, fails), outage)).toEqual([3]);
  expect(sizes(outage, item({ tenant: "acme" }), item({ tenant: "other" }, fails))).toEqual([1, 1, 1]);
  expect(sizes(outage, item({ provider: "anthropic" }, { ...fails, tenants: ["acme", "bolt"] }))).toEqual([1, 1]);
});

test("a key that leaked burns in two tenants: one incident; two features of one tenant are one, of nobody in particular two", () => {
  const leaked = [item({ key: "k" }), item({ tenant: "acme", key: "k" }), item({ tenant: "bolt", key: "k" })];
  expect(sizes(...leaked)).toEqual([3]);
  expect(sizes(item({ tenant: "acme", feature: "chat" }), item({ tenant: "acme", feature: "search" }))).toEqual([2]);
  expect(sizes(item({ feature: "chat" }), item({ feature: "search" }), item({ key: "k", feature: "chat" }))).toEqual([2, 1]);
});

test("alerts join within ten minutes of each other, not beyond", () => {
  expect(sizes(item({ tenant: "acme" }), item({ tenant: "acme", feature: "f" }, { atMinute: 10 }))).toEqual([2]);
  expect(sizes(item({ tenant: "acme" }), item({ tenant: "acme", feature: "f" }, { atMinute: 10.01 }))).toEqual([1, 1]);
});

test("an alert that links two incidents makes them one", () => {
  const fails = { unit: "share" as AlertUnit };
  const known = [
    { ...item({ tenant: "acme" }, fails), incidentId: "first" },
    { ...item({ tenant: "bolt" }, fails), incidentId: "second" },
    { ...item({ tenant: "core" }, fails), incidentId: "third" },
  ];
  const outage = item({ provider: "openai" }, { ...fails, tenants: ["acme", "bolt"] });
  expect(group([outage], known)).toEqual([{ incidents: ["first", "second"], alerts: [outage.id] }]);
});

const scope = fc
  .record(
    {
      tenant: fc.constantFrom("a", "b", "c"),
      feature: fc.constantFrom("f", "g"),
      provider: fc.constantFrom("p", "q"),
      environment: fc.constantFrom("x", "y"),
    },
    { requiredKeys: [] },
  )
  .map((given): AlertScope => JSON.parse(JSON.stringify(given)));
const anyItem = fc
  .record({
    scope,
    tenants: fc.uniqueArray(fc.constantFrom("a", "b", "c")),
    core: fc.constantFrom("a", "b", null),
    unit: fc.constantFrom<AlertUnit>("usd", "share"),
    at: fc.integer({ min: 0, max: 30 }),
  })
  .map((given) =>
    item(given.scope, {
      atMinute: given.at,
      unit: given.unit,
      tenants: given.scope.tenant ? [given.scope.tenant] : given.tenants,
      coreTenant: given.scope.tenant ?? given.core,
    }),
  );

/** Raises batches one after another, as the service does; @returns the alerts of each incident, in order. */
function settled(batches: readonly Grouped[][]): string[] {
  const incidentOf = new Map<string, string>();
  const all: Grouped[] = [];
  let made = 0;
  for (const batch of batches) {
    const known = all.map((each) => ({ ...each, incidentId: incidentOf.get(each.id) ?? "" }));
    for (const { incidents, alerts } of group(batch, known)) {
      const survivor = incidents[0] ?? `i${made++}`;
      for (const [alert, incident] of incidentOf) if (incidents.includes(incident)) incidentOf.set(alert, survivor);
      for (const alert of alerts) incidentOf.set(alert, survivor);
    }
    all.push(...batch);
  }
  const members = new Map<string, string[]>();
  for (const [alert, incident] of incidentOf) members.set(incident, [...(members.get(incident) ?? []), alert]);
  return [...members.values()].map((alerts) => alerts.sort().join()).sort();
}

test("the order in which alerts come, and how many at once, makes no difference to what is one incident", () => {
  fc.assert(
    fc.property(
      fc.array(anyItem, { maxLength: 14 }).chain((items) =>
        fc.record({
          items: fc.constant(items),
          order: fc.shuffledSubarray(items, { minLength: items.length }),
          size: fc.integer({ min: 1, max: 5 }),
        }),
      ),
      ({ items, order, size }) => {
        const batches: Grouped[][] = [];
        for (let at = 0; at < order.length; at += size) batches.push(order.slice(at, at + size));
        expect(settled(batches)).toEqual(settled([items]));
      },
    ),
    { numRuns: 500 },
  );
});

test("the relation is symmetric, and every related pair ends in one incident", () => {
  fc.assert(
    fc.property(anyItem, anyItem, (left, right) => {
      expect(related(left, right)).toBe(related(right, left));
      expect(group([left, right], []).length).toBe(related(left, right) ? 1 : 2);
    }),
    { numRuns: 2000 },
  );
});

test("an alert is about the tenant of its scope, else about who makes half of it; a budget about its scope alone", () => {
  const subject = { kind: "installation" as const, key: "", label: "everything" };
  const of = (tenant: string, share?: number) => ({
    name: tenant,
    value: "$9",
    scope: { tenant },
    ...(share === undefined ? {} : { share }),
  });
  const core = (...contributors: ReturnType<typeof of>[]) => coreTenant({ scope: {}, contributors, subject });
  expect(coreTenant({ scope: { tenant: "bolt" }, contributors: [of("acme", 1)], subject })).toBe("bolt");
  expect([core(of("acme", 0.5)), core(of("acme", 0.49)), core()]).toEqual(["acme", null, null]);
  expect(core(of("acme", 0.3), of("bolt", 0.35), of("acme", 0.3))).toBe("acme");
  expect([core(of("acme"), of("acme")), core(of("acme"), of("bolt"))]).toEqual(["acme", null]);
  expect(coreTenant({ scope: {}, contributors: [of("acme")], subject: { ...subject, kind: "budget" } })).toBeNull();
});
