import fc from "fast-check";
import { expect, test } from "vitest";
import { InFlight } from "./in-flight";

test("holds what came in and has not left, in no more places than were under way at once", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 200 }), (turns) => {
      const inFlight = new InFlight<number>();
      const under = new Map<number, number>();
      let most = 0;
      for (const [serial, turn] of turns.entries()) {
        const leaving = [...under][turn];
        if (leaving) {
          inFlight.leave(leaving[1]);
          under.delete(leaving[0]);
        } else under.set(serial, inFlight.enter(serial));
        most = Math.max(most, under.size);
        expect(inFlight.all().sort((a, b) => a - b)).toEqual([...under.keys()]);
      }
      expect(Math.max(-1, ...under.values())).toBeLessThan(most || 1);
    }),
  );
});
