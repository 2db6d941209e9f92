import { expect, test } from "vitest";
import { closeHour, observe } from "@/lib/anomalies/service";
import { HOUR_MS } from "@/lib/platform/time";
import { newStates, packStates, unpackStates } from "./pack-states";

const START = Date.UTC(2026, 8, 1);
const valueAt = (hour: number) => (hour % 24 > 7 ? 100 + 13 * Math.sin(hour) : 3) * (hour > 700 ? 4 : 1);

test("states that were packed and read again judge as those that were not, to a thousandth", () => {
  const live = newStates();
  let stored = packStates(live);
  for (let hour = 0; hour < 900; hour++) {
    const read = unpackStates(stored);
    if (!read) throw new Error("not readable");
    const atMs = START + hour * HOUR_MS;
    const active = hour % 24 > 3;
    expect(closeHour(read.schedule, atMs, active)).toBe(closeHour(live.schedule, atMs, active));
    for (const [index, state] of live.measures.entries()) {
      const own = observe(state, atMs, valueAt(hour + index));
      const again = observe(read.measures[index] as typeof state, atMs, valueAt(hour + index));
      expect(again.finding).toBe(own.finding);
      expect(again.high / own.high).toBeCloseTo(1, 3);
    }
    stored = packStates(read);
  }
  expect(stored.length).toBeLessThan(20_000);
});

test("states of another version are not read", () => {
  expect(unpackStates(Buffer.alloc(8))).toBeNull();
});
