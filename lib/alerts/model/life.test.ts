import fc from "fast-check";
import { expect, test } from "vitest";
import { atto } from "@/lib/platform/decimal";
import { type Act, ALERT_STATES, type AlertState, type Life, SEVERITIES, step, worse } from "./life";

const SNOOZED_UNTIL = 1000;

function lifeIn(state: AlertState, given: Partial<Life> = {}): Life {
  return {
    state,
    severity: "warning",
    impact: atto(10),
    spoken: atto(10),
    snoozedUntilMs: state === "snoozed" ? SNOOZED_UNTIL : null,
    endedBy: state === "resolved" || state === "expected" ? "person" : null,
    ...given,
  };
}

const again: Act = { kind: "told", severity: "warning", impact: atto(11) };
const doubled: Act = { kind: "told", severity: "warning", impact: atto(20) };
const worsened: Act = { kind: "told", severity: "critical", impact: null };
const early: Act = { kind: "clock", nowMs: SNOOZED_UNTIL - 1 };
const late: Act = { kind: "clock", nowMs: SNOOZED_UNTIL };
const acts = {
  again,
  doubled,
  worsened,
  cleared: { kind: "cleared" },
  early,
  late,
  acknowledge: { kind: "acknowledge" },
  snooze: { kind: "snooze", untilMs: 2000 },
  resolve: { kind: "resolve" },
  expect: { kind: "expect" },
} satisfies Record<string, Act>;

/** The state after, and what happened; "refused" where a person is told that this cannot be. */
const TABLE: Record<AlertState, Record<keyof typeof acts, string>> = {
  open: {
    again: "open",
    doubled: "open",
    worsened: "open severity_rose",
    cleared: "resolved cleared",
    early: "open",
    late: "open",
    acknowledge: "acknowledged acknowledged",
    snooze: "snoozed snoozed",
    resolve: "resolved resolved",
    expect: "expected expected",
  },
  acknowledged: {
    again: "acknowledged",
    doubled: "acknowledged impact_doubled",
    worsened: "acknowledged severity_rose",
    cleared: "resolved cleared",
    early: "acknowledged",
    late: "acknowledged",
    acknowledge: "acknowledged",
    snooze: "snoozed snoozed",
    resolve: "resolved resolved",
    expect: "expected expected",
  },
  snoozed: {
    again: "snoozed",
    doubled: "snoozed",
    worsened: "snoozed severity_rose",
    cleared: "resolved cleared",
    early: "snoozed",
    late: "open snooze_over",
    acknowledge: "acknowledged acknowledged",
    snooze: "snoozed snoozed",
    resolve: "resolved resolved",
    expect: "expected expected",
  },
  resolved: {
    again: "resolved",
    doubled: "resolved",
    worsened: "resolved severity_rose",
    cleared: "resolved",
    early: "resolved",
    late: "resolved",
    acknowledge: "refused",
    snooze: "refused",
    resolve: "resolved",
    expect: "expected expected",
  },
  expected: {
    again: "expected",
    doubled: "expected",
    worsened: "expected severity_rose",
    cleared: "expected",
    early: "expected",
    late: "expected",
    acknowledge: "refused",
    snooze: "refused",
    resolve: "refused",
    expect: "expected",
  },
};

test.each(ALERT_STATES)("every act on an alert that is %s does what the table says", (state) => {
  for (const [name, act] of Object.entries(acts)) {
    const { life, happened, refused } = step(lifeIn(state), act);
    const said = refused ? "refused" : [life.state, ...happened].join(" ");
    expect(said, `${name} in ${state}`).toBe(TABLE[state][name as keyof typeof acts]);
  }
});

test("what resolved by itself comes back when told again; what a person resolved does not", () => {
  expect(step(lifeIn("resolved", { endedBy: "condition" }), again)).toMatchObject({
    life: { state: "open", endedBy: null },
    happened: ["came_back"],
  });
  expect(step(lifeIn("resolved"), again).life.state).toBe("resolved");
});

test("an acknowledged alert speaks at each doubling of what was last said, and never between", () => {
  const spoke: string[] = [];
  let life = lifeIn("acknowledged");
  for (const dollars of [11, 19.99, 20, 21, 39, 40, 41, 39, 100]) {
    const next = step(life, { kind: "told", severity: "warning", impact: atto(dollars) });
    if (next.happened.includes("impact_doubled")) spoke.push(String(dollars));
    life = next.life;
  }
  expect(spoke).toEqual(["20", "40", "100"]);
});

test("who acknowledges knows the impact of that moment: only its double is news", () => {
  const grown = step(lifeIn("open"), { kind: "told", severity: "warning", impact: atto(50) }).life;
  const known = step(grown, { kind: "acknowledge" }).life;
  expect(step(known, { kind: "told", severity: "warning", impact: atto(60) }).happened).toEqual([]);
  expect(step(known, { kind: "told", severity: "warning", impact: atto(100) }).happened).toEqual(["impact_doubled"]);
});

test("whatever happens in whatever order: severity and impact never fall, and only snoozed alerts have an end of it", () => {
  const anyAct = fc.oneof(
    fc.constantFrom<Act>(...Object.values(acts)),
    fc.record({
      kind: fc.constant("told" as const),
      severity: fc.constantFrom(...SEVERITIES),
      impact: fc.option(fc.bigInt({ min: 0n, max: 10n ** 21n })),
    }),
  );
  fc.assert(
    fc.property(fc.array(anyAct), (list) => {
      let life = lifeIn("open");
      for (const act of list) {
        const next = step(life, act).life;
        expect(worse(life.severity, next.severity)).toBe(false);
        expect((next.impact ?? 0n) >= (life.impact ?? 0n)).toBe(true);
        expect(next.snoozedUntilMs !== null).toBe(next.state === "snoozed");
        expect(next.endedBy !== null).toBe(next.state === "resolved" || next.state === "expected");
        life = next;
      }
    }),
  );
});
