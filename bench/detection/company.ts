import { Random } from "../../lib/demo/random";
import { drawTokens, REAL_SIZES } from "../../lib/demo/request-sizes";
import { HOUR_MS } from "../../lib/platform/time";

/** One feature of one tenant: what is drawn minute by minute. */
export interface Cell {
  index: number;
  tenant: number;
  provider: string;
  /** Requests of the busiest hour. */
  peak: number;
  rhythm: "office" | "steady" | "nightly" | "cron";
  hoursBehind: number;
  weekend: number;
  sizes: Sizes;
  usdPerInput: number;
  usdPerOutput: number;
}

export interface Sizes {
  draw: (random: Random) => { input: number; output: number };
  input: { mean: number; deviation: number };
  output: { mean: number; deviation: number };
}

export interface Company {
  tenants: number;
  cells: Cell[];
  /** The three that must stay quiet, and the cron that will fall silent. */
  big: number;
  nightly: number;
  cron: number;
  deprecatedCron: number;
}

const OFFICE = [2, 1, 1, 1, 1, 2, 8, 24, 60, 92, 100, 95, 70, 78, 96, 98, 90, 70, 42, 30, 24, 18, 10, 5];
/** Dollars a token in and out. */
const PRICES = [
  [0.15e-6, 0.6e-6],
  [2.5e-6, 10e-6],
  [1e-6, 5e-6],
  [3e-6, 15e-6],
  [0.3e-6, 2.5e-6],
] as const;
const STRONG = 3;
const PROVIDERS = ["openai", "openai", "anthropic", "anthropic", "google"] as const;

const known = new Map<string, Sizes>();

/** The real traces' sizes, with their first two moments from a long draw. */
function sizesOf(kind: keyof typeof REAL_SIZES): Sizes {
  const found = known.get(kind);
  if (found) return found;
  const table = REAL_SIZES[kind];
  const draw = (random: Random) => ({ input: drawTokens(random, table.input), output: drawTokens(random, table.output) });
  const random = new Random(`moments ${kind}`);
  const drawn = Array.from({ length: 50_000 }, () => draw(random));
  const moments = (of: (each: { input: number; output: number }) => number) => {
    const mean = drawn.reduce((sum, each) => sum + of(each), 0) / drawn.length;
    const square = drawn.reduce((sum, each) => sum + (of(each) - mean) ** 2, 0) / drawn.length;
    return { mean, deviation: Math.sqrt(square) };
  };
  const made = { draw, input: moments(({ input }) => input), output: moments(({ output }) => output) };
  known.set(kind, made);
  return made;
}

/** Fifty tenants with a heavy tail of traffic: from 2,000 requests in the busiest hour down to about a hundred. */
export function makeCompany(seed: number, tenants = 50): Company {
  const random = new Random(`company ${seed}`);
  const [big, nightly, cron, deprecatedCron] = [0, tenants - 3, tenants - 2, tenants - 1];
  const cells: Cell[] = [];
  const add = (tenant: number, part: Pick<Cell, "peak" | "rhythm"> & { sizes: keyof typeof REAL_SIZES }) => {
    // The largest customers use a strong model: $0.007 a request.
    const kind = tenant > big && tenant < 6 ? STRONG : random.below(PRICES.length);
    const [usdPerInput, usdPerOutput] = PRICES[kind] ?? PRICES[0];
    cells.push({
      ...part,
      index: cells.length,
      tenant,
      provider: PROVIDERS[kind] ?? "openai",
      hoursBehind: part.rhythm === "office" ? ((tenant * 7) % 3 === 0 ? random.pick([0, -1, 5, 6, 8, -8]) : 0) : 0,
      weekend: random.between(0.12, 0.6),
      sizes: sizesOf(part.sizes),
      usdPerInput,
      usdPerOutput,
    });
  };
  for (let tenant = 0; tenant < tenants; tenant++) {
    if (tenant === cron || tenant === deprecatedCron) add(tenant, { peak: 120, rhythm: "cron", sizes: "conversation" });
    else if (tenant === big) add(tenant, { peak: 20_000, rhythm: "steady", sizes: "conversation" });
    else {
      const peak = 2000 / tenant ** 0.75;
      add(tenant, { peak: 0.65 * peak, rhythm: "office", sizes: "conversation" });
      if (tenant === nightly) add(tenant, { peak: 6000, rhythm: "nightly", sizes: "conversation" });
      else
        add(tenant, {
          peak: 0.35 * peak,
          rhythm: random.chance(0.3) ? "steady" : "office",
          sizes: random.pick(["code", "conversation"]),
        });
    }
  }
  return { tenants, cells, big, nightly, cron, deprecatedCron };
}

/** Requests expected in the minute that begins at `atMs`. */
export function expectedInMinute(cell: Cell, atMs: number): number {
  if (cell.rhythm === "nightly" || cell.rhythm === "cron") {
    const minute = Math.floor(atMs / 60_000) % 1440;
    const [from, length] = cell.rhythm === "nightly" ? [120, 45] : [300, 3];
    return minute >= from && minute < from + length ? cell.peak / 60 : 0;
  }
  const localMs = atMs - cell.hoursBehind * HOUR_MS;
  const day = new Date(localMs).getUTCDay();
  const week = day === 0 || day === 6 ? cell.weekend : 1;
  if (cell.rhythm === "steady") return (cell.peak / 60) * (0.5 + week / 2);
  // Between the hours the rhythm goes in a straight line.
  const hour = (localMs / HOUR_MS) % 24;
  const [now, next] = [OFFICE[Math.floor(hour)] ?? 0, OFFICE[(Math.floor(hour) + 1) % 24] ?? 0];
  return (cell.peak / 6000) * (now + (next - now) * (hour % 1)) * week;
}
