import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { MINUTE_MS } from "@/lib/platform/time";
import { countQuestion, questionCountsWaiting, returnQuestionCounts, takeQuestionCounts } from "./question-counts";

const START = Date.parse("2026-11-21T10:00:00Z");
afterEach(() => setClock(null));

function takeAll() {
  const taken = [];
  for (let left = questionCountsWaiting(); left > 0; left -= 1000) taken.push(...takeQuestionCounts(1000));
  return taken;
}

test("what is counted is taken once, in the minute it was asked, however it is taken and given back", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("ask" as const), tenant: fc.nat(4), user: fc.boolean(), times: fc.nat(5) }),
    fc.record({ kind: fc.constant("take" as const), most: fc.nat(6), fails: fc.boolean() }),
    fc.record({ kind: fc.constant("minute" as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      takeAll();
      const [asked, stored] = [new Map<string, number>(), new Map<string, number>()];
      const add = (to: Map<string, number>, key: string, by: number) => by > 0 && to.set(key, (to.get(key) ?? 0) + by);
      let atMs = START;
      const store = (counts: ReturnType<typeof takeAll>) => {
        for (const { bucketMs, tenant, withUser, allow } of counts) add(stored, `${bucketMs} ${tenant} ${withUser}`, allow);
      };
      for (const each of steps) {
        setClock(new Date(atMs));
        if (each.kind === "minute") atMs += MINUTE_MS;
        else if (each.kind === "ask")
          for (let time = 0; time < each.times; time++) {
            countQuestion({ tenant: `t${each.tenant}`, ...(each.user ? { user: "u" } : {}) }, "allow");
            add(asked, `${atMs} t${each.tenant} ${each.user}`, 1);
          }
        else {
          const taken = takeQuestionCounts(each.most);
          expect(taken.length).toBeLessThanOrEqual(each.most);
          if (each.fails) returnQuestionCounts(taken);
          else store(taken);
        }
      }
      store(takeAll());
      expect(stored).toEqual(asked);
    }),
  );
});

test("a flood of names is counted up to a limit, and makes room again a minute later", () => {
  setClock(new Date(START));
  takeAll();
  for (let at = 0; at < 50_000; at++) countQuestion({ tenant: `flood-${at}` }, "deny");
  const first = takeAll().reduce((sum, { deny }) => sum + deny, 0);
  expect(first).toBeGreaterThanOrEqual(20_000);
  expect(first).toBeLessThanOrEqual(40_000);
  expect(questionCountsWaiting()).toBeLessThanOrEqual(20_000);
  setClock(new Date(START + MINUTE_MS));
  countQuestion({ tenant: "after" }, "deny");
  expect(takeAll().map(({ tenant }) => tenant)).toEqual(["after"]);
});
