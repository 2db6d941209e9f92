import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { singleton } from "../singleton";

export interface Limit {
  /** How many attempts a window of `seconds` allows. */
  attempts: number;
  seconds: number;
}

interface RateLimit {
  /** Counts one attempt of `key`. @returns seconds to wait, or null when it is allowed */
  take(key: string): Promise<number | null>;
  /** Forgets the attempts of `key`. */
  forget(key: string): Promise<unknown>;
}

/** A limit of attempts a key, in the memory of this instance; attempts past the limit do not prolong it. */
export function rateLimit(name: string, limit: Limit): RateLimit {
  const limiter = singleton(
    `rateLimit.${name}`,
    () => new RateLimiterMemory({ keyPrefix: name, points: limit.attempts, duration: limit.seconds }),
  );
  return {
    take: (key) =>
      limiter.consume(key).then(
        () => null,
        (refused: RateLimiterRes) => Math.max(1, Math.ceil(refused.msBeforeNext / 1000)),
      ),
    forget: (key) => limiter.delete(key),
  };
}
