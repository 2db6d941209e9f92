import { expect, test } from "vitest";
import type { AlertRow } from "../alert-row";
import { leadOf } from "./incident";

const alert = (id: string, scope: AlertRow["scope"], change: Partial<AlertRow> = {}) =>
  ({ id, scope, severity: "warning", impact_usd: "100", first_at: new Date("2026-11-21T02:00:00Z"), ...change }) as AlertRow;
const leads = (...alerts: AlertRow[]) => [leadOf(alerts).id, leadOf(alerts.toReversed()).id];

test("the tenant that burns speaks for its incident, not the total it is a part of", () => {
  const total = alert("total", {}, { impact_usd: "110" });
  expect(leads(total, alert("tenant", { tenant: "acme" }))).toEqual(["tenant", "tenant"]);
  expect(leads(total, alert("part", { tenant: "acme" }, { impact_usd: "54" }))).toEqual(["total", "total"]);
});

test("what is worse speaks first; of equals the dearest, then the first", () => {
  const tenant = alert("tenant", { tenant: "acme" });
  expect(leads(tenant, alert("total", {}, { severity: "critical" }))).toEqual(["total", "total"]);
  expect(leads(tenant, alert("dearer", { tenant: "acme", feature: "chat" }, { impact_usd: "120" }))).toEqual([
    "dearer",
    "dearer",
  ]);
  expect(leads(tenant, alert("earlier", { tenant: "acme" }, { first_at: new Date("2026-11-21T01:00:00Z") }))).toEqual([
    "earlier",
    "earlier",
  ]);
});

test("where nobody knows dollars, what has a name still speaks before the whole", () => {
  const unknown = { impact_usd: null };
  expect(leads(alert("whole", {}, unknown), alert("provider", { provider: "openai" }, unknown))).toEqual([
    "provider",
    "provider",
  ]);
});
