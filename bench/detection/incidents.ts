import { Random } from "../../lib/demo/random";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../lib/platform/time";
import type { Company } from "./company";

/** What an incident adds in a minute, or does to the ordinary traffic. */
export interface Extra {
  requests: number;
  input: number;
  output: number;
  usd: number;
  status429: number;
  status5xx: number;
  status401: number;
  retries: number;
  maxAttempt: number;
}

export interface Injected {
  id: string;
  title: string;
  fast: boolean;
  /** -1: every tenant. */
  tenant: number;
  cell: number;
  fromMs: number;
  toMs: number;
  provider?: string;
  extra?: (random: Random, atMs: number) => Partial<Extra>;
  /** Factor on the requests, on the output of each, and share of them that fails with 5xx. */
  shape?: (atMs: number) => { requests?: number; output?: number; failing?: number };
  facts?: readonly string[];
  /** A new feature of the tenant, without history. */
  newCell?: boolean;
}

const times = (count: number, input: number, output: number, usdIn: number, usdOut: number): Partial<Extra> => ({
  requests: count,
  input: count * input,
  output: count * output,
  usd: count * (input * usdIn + output * usdOut),
});

/** I1 to I13, each at a random place of days 28 to 85; no tenant is hit by two. */
export function placeIncidents(seed: number, company: Company, startMs: number): Injected[] {
  const random = new Random(`incidents ${seed}`);
  const free = Array.from({ length: company.nightly - 1 }, (_, index) => index + 1);
  const takeTenant = (from = 0, to = 1): number => {
    const low = Math.floor(free.length * from);
    const [tenant] = free.splice(low + random.below(Math.max(1, Math.floor(free.length * to) - low)), 1);
    return tenant ?? 1;
  };
  const day = (from = 28, to = 84) => startMs + (from + random.below(to - from)) * DAY_MS;
  const onWeekday = (weekday: number) => {
    const at = day(35, 80);
    return at - ((new Date(at).getUTCDay() - weekday + 7) % 7) * DAY_MS;
  };
  const firstCell = (tenant: number) => company.cells.find((cell) => cell.tenant === tenant)?.index ?? 0;
  const working = () => random.between(8, 17) * HOUR_MS;
  const minute = (atMs: number) => Math.floor(atMs / MINUTE_MS) * MINUTE_MS;

  // What moves everybody has days of its own.
  const launchMs = day(40, 75) + 20 * HOUR_MS;
  const provider = company.cells[firstCell(1 + random.below(20))]?.provider ?? "openai";
  let outageMs = day() + working();
  while (Math.abs(outageMs - launchMs) < 5 * DAY_MS) outageMs = day() + working();
  const apart = (make: () => number, lengthMs: number): number => {
    for (let tries = 0; ; tries++) {
      const at = minute(make());
      const meets = (fromMs: number, toMs: number) => at < toMs + DAY_MS && at + lengthMs > fromMs - DAY_MS;
      if (
        tries > 200 ||
        lengthMs > 10 * DAY_MS ||
        !(meets(launchMs, launchMs + 2 * DAY_MS) || meets(outageMs, outageMs + DAY_MS / 4))
      )
        return at;
    }
  };
  const one = (
    id: string,
    title: string,
    fast: boolean,
    at: () => number,
    lengthMs: number,
    rest: Partial<Injected>,
    tenant = takeTenant(),
  ): Injected => {
    const fromMs = apart(at, lengthMs);
    return { id, title, fast, tenant, cell: firstCell(tenant), fromMs, toMs: fromMs + lengthMs, ...rest };
  };

  // Of the large ones whose working day is UTC's, on one of its days: the limit is dropped by a deployment.
  const busy = random.pick([1, 2, 4, 5]);
  free.splice(free.indexOf(busy), 1);
  const verbose = takeTenant(0, 0.3);
  return [
    one("I1", "batch job without a rate limiter", true, () => day() + 2 * HOUR_MS, 6 * HOUR_MS, {
      extra: (each) => {
        const sent = each.poisson(10_000);
        const refused = Math.round(sent / 3);
        return {
          ...times(sent, 1155, 211, 2.5e-6, 10e-6),
          ...succeeded(sent, refused, 0.005),
          status429: refused,
          retries: refused,
          maxAttempt: 2,
        };
      },
    }),
    one("I2", "chatbot in an endless loop", false, () => onWeekday(5) + 18 * HOUR_MS, 62 * HOUR_MS, {
      extra: (each) => times(each.poisson(8000 / 60), 6200, 380, 3e-6, 15e-6),
    }),
    one("I3", "leaked key", true, () => day() + random.between(0, 5) * HOUR_MS, 6.5 * HOUR_MS, {
      extra: (each) => times(each.poisson(1290 / 60), 9000, 900, 3e-6, 15e-6),
      facts: ["key-outside-environment"],
    }),
    one("I4", "one dear conversation", true, () => day() + working(), 20 * MINUTE_MS, {
      extra: (each) => {
        const calls = Math.max(1, each.poisson(10));
        return { ...times(calls, 7000, 408, 30e-6, 60e-6), retries: Math.round((calls * 5) / 6), maxAttempt: Math.min(6, calls) };
      },
      facts: ["model-policy"],
    }),
    one("I5", "one stuck user session", false, () => onWeekday(6) + 3 * HOUR_MS, 42 * HOUR_MS, {
      extra: (each) => {
        const tries = each.poisson(300 / 60);
        const refused = Math.round((tries * 7) / 8);
        return {
          ...times(tries - refused, 90_000, 800, 2.5e-6, 10e-6),
          requests: tries,
          status429: refused,
          retries: tries,
          maxAttempt: tries > 0 ? 40 : 0,
        };
      },
    }),
    one("I6", "gpt-4o for emoji reactions", false, () => day() + 8 * HOUR_MS, 3 * DAY_MS, {
      newCell: true,
      extra: (each, atMs) => {
        const hour = Math.floor(atMs / HOUR_MS) % 24;
        return hour >= 8 && hour < 20 ? times(each.poisson(12_000 / 60), 2300, 12, 2.5e-6, 10e-6) : {};
      },
    }),
    {
      id: "I7",
      title: "launch: everybody forty times up",
      fast: false,
      tenant: -1,
      cell: -1,
      fromMs: launchMs,
      toMs: launchMs + 36 * HOUR_MS,
      shape: (atMs) => {
        const rising = Math.min(1, (atMs - launchMs) / (8 * HOUR_MS));
        const falling = Math.min(1, (launchMs + 36 * HOUR_MS - atMs) / (12 * HOUR_MS));
        return { requests: 1 + 39 * Math.max(0, Math.min(rising, falling)) };
      },
    },
    verboseAnswers(one("I8", "verbose answers", false, () => day(30, 55), 30 * DAY_MS, {}, verbose)),
    one(
      "I9",
      "cron falls silent",
      false,
      () => day() + 4 * HOUR_MS,
      3 * DAY_MS,
      { shape: () => ({ requests: 0 }) },
      company.deprecatedCron,
    ),
    one(
      "I10",
      "max_tokens not set",
      true,
      () => onWeekday(2 + random.below(3)) + working(),
      DAY_MS,
      { shape: () => ({ output: 10 }) },
      busy,
    ),
    one("I11", "retries without a breaker", true, () => day() + working(), 10 * MINUTE_MS, {
      extra: (each) => {
        const users = each.poisson(20);
        const failed = users * 5;
        const refused = Math.round(failed * 0.6);
        return {
          ...times(users, 1155, 211, 2.5e-6, 10e-6),
          requests: users * 6,
          status429: refused,
          status5xx: failed - refused,
          retries: failed,
          maxAttempt: 6,
        };
      },
    }),
    one("I12", "burst of 10,000 requests", true, () => day() + working(), 5 * MINUTE_MS, {
      extra: (each) => {
        const sent = each.poisson(2000);
        const refused = Math.round(sent * 0.3);
        return { ...times(sent - refused, 1155, 211, 0.15e-6, 0.6e-6), requests: sent, status429: refused };
      },
    }),
    {
      id: "I13",
      title: "provider incident",
      fast: false,
      tenant: -1,
      cell: -1,
      fromMs: minute(outageMs),
      toMs: minute(outageMs) + 6 * HOUR_MS,
      provider,
      shape: () => ({ failing: 0.33 }),
    },
  ];
}

/** Up to 3.5 times the output, a little more each minute. */
const verboseAnswers = (placed: Injected): Injected => ({
  ...placed,
  shape: (atMs) => ({ output: 1 + (2.5 * (atMs - placed.fromMs)) / (placed.toMs - placed.fromMs) }),
});

/** $12,000 a night: what is left of a call's price once the batch discount and the refused third are taken off. */
const succeeded = (sent: number, refused: number, usdEach: number) => ({ usd: (sent - refused) * usdEach });
