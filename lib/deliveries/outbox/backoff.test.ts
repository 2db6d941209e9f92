import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { backoffMs, nextAttemptMs } from "./backoff";

test("waits double from the first to two hours, give or take a fifth", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failed, random) => {
      const plain = Math.min(1000 * 2 ** (failed - 1), 2 * HOUR_MS);
      const wait = backoffMs(failed, 1000, random);
      expect(wait).toBeGreaterThanOrEqual(Math.floor(plain * 0.8));
      expect(wait).toBeLessThanOrEqual(Math.ceil(plain * 1.2));
    }),
  );
});

test("a day of failing is 20 to 30 attempts, the last at its end", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (random) => {
      let at: number | null = 0;
      let attempts = 0;
      let last = 0;
      while (at !== null) {
        last = at;
        attempts++;
        at = nextAttemptMs({ failed: attempts, nowMs: at, giveUpMs: DAY_MS, retryAfterMs: null, firstMs: 1000, random });
      }
      expect(last).toBe(DAY_MS);
      expect(attempts).toBeGreaterThanOrEqual(20);
      expect(attempts).toBeLessThanOrEqual(30);
    }),
  );
});

test("what the receiver asked for is kept, but for the last try of the day", () => {
  const common = { failed: 1, nowMs: 0, giveUpMs: DAY_MS, firstMs: 1000, random: 0.5 };
  expect(nextAttemptMs({ ...common, retryAfterMs: HOUR_MS })).toBe(HOUR_MS);
  expect(nextAttemptMs({ ...common, retryAfterMs: 10 })).toBe(1000);
  expect(nextAttemptMs({ ...common, retryAfterMs: 30 * DAY_MS })).toBe(DAY_MS);
  expect(nextAttemptMs({ ...common, nowMs: DAY_MS, retryAfterMs: null })).toBeNull();
});
