import { Random } from "../../lib/demo/random";
import { HOUR_MS } from "../../lib/platform/time";
import { type Cell, type Company, expectedInMinute } from "./company";
import type { Injected } from "./incidents";

/** What one cell did in one minute. */
export interface MinuteOf {
  requests: number;
  tokens: number;
  output: number;
  usd: number;
  errors: number;
  status429: number;
  status5xx: number;
  status401: number;
  retries: number;
  maxAttempt: number;
  /** Dollars that an incident added. */
  burned: number;
}

const none = (): MinuteOf => ({
  requests: 0,
  tokens: 0,
  output: 0,
  usd: 0,
  errors: 0,
  status429: 0,
  status5xx: 0,
  status401: 0,
  retries: 0,
  maxAttempt: 0,
  burned: 0,
});

const FAILURES = 0.008;
const LARGE = 10;

/** The company's usage, minute by minute: the ordinary with its noise, and what incidents do to it. */
export class Minutes {
  private readonly random: Random;
  private readonly noise: Float64Array;
  private readonly trouble: Float64Array;
  readonly now: MinuteOf[];

  constructor(
    seed: number,
    private readonly company: Company,
    private readonly incidents: readonly Injected[],
  ) {
    this.random = new Random(`minutes ${seed}`);
    this.noise = new Float64Array(company.cells.length);
    this.trouble = new Float64Array(company.cells.length).fill(1);
    this.now = company.cells.map(none);
  }

  /** Fills `now` with the minute that begins at `atMs`. */
  step(atMs: number): void {
    const running = this.incidents.filter(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
    const newHour = atMs % HOUR_MS === 0;
    for (const cell of this.company.cells) {
      if (newHour) this.driftNoise(cell.index);
      this.draw(cell, atMs, running);
    }
    for (const incident of running) if (incident.extra) this.add(incident, atMs);
  }

  /** Traffic wanders about its rhythm from hour to hour, and now and then failures come in clusters. */
  private driftNoise(index: number): void {
    this.noise[index] = 0.7 * (this.noise[index] ?? 0) + 0.18 * this.random.normal();
    this.trouble[index] = this.random.chance(0.02) ? this.random.between(1, 2.5) : 1;
  }

  private draw(cell: Cell, atMs: number, running: readonly Injected[]): void {
    const { random } = this;
    const now = this.now[cell.index];
    if (!now) return;
    let [requests, output, failing] = [1, 1, 0];
    for (const { shape, tenant, cell: hit, provider } of running) {
      if (!shape || (tenant >= 0 && hit !== cell.index) || (provider && provider !== cell.provider)) continue;
      const shaped = shape(atMs);
      requests *= shaped.requests ?? 1;
      output *= shaped.output ?? 1;
      failing = Math.max(failing, shaped.failing ?? 0);
    }
    // Machines keep their pace; people come in bursts.
    const people = cell.rhythm === "office" ? Math.exp((this.noise[cell.index] ?? 0) + 0.25 * random.normal()) : 1;
    const expected = expectedInMinute(cell, atMs) * people * requests;
    // A cron makes the same calls each time.
    const count = cell.rhythm === "cron" ? Math.round(expected) : random.poisson(expected);
    Object.assign(now, ZERO);
    if (count === 0) return;
    const failures = random.poisson(count * FAILURES * (this.trouble[cell.index] ?? 1));
    const refused = Math.round(failures * 0.4 + random.between(-0.5, 0.5));
    const broken = Math.min(count, random.poisson(count * failing));
    now.requests = count + failures;
    now.status429 = Math.max(0, refused);
    now.status5xx = Math.min(failures, Math.round(failures * 0.4)) + broken;
    now.errors = failures + broken;
    now.retries = failures;
    now.maxAttempt = failures > 0 ? 2 : 1;
    const served = count - broken;
    const tokens = this.tokens(cell, served);
    const usual = tokens.input * cell.usdPerInput + tokens.output * cell.usdPerOutput;
    now.output = tokens.output * output;
    now.tokens = tokens.input + now.output;
    now.usd = tokens.input * cell.usdPerInput + now.output * cell.usdPerOutput;
    now.burned = now.usd - usual / requests;
    if (requests === 1 && output === 1) now.burned = 0;
  }

  private tokens({ sizes }: Cell, count: number): { input: number; output: number } {
    const { random } = this;
    if (count > LARGE) {
      const sum = ({ mean, deviation }: { mean: number; deviation: number }) =>
        Math.max(count, count * mean + Math.sqrt(count) * deviation * random.normal());
      return { input: sum(sizes.input), output: sum(sizes.output) };
    }
    let [input, output] = [0, 0];
    for (let index = 0; index < count; index++) {
      const drawn = sizes.draw(random);
      input += drawn.input;
      output += drawn.output;
    }
    return { input, output };
  }

  private add(incident: Injected, atMs: number): void {
    const extra = incident.extra?.(this.random, atMs) ?? {};
    const now = this.now[incident.cell];
    if (!now) return;
    const { requests = 0, input = 0, output = 0, usd = 0, status429 = 0, status5xx = 0, retries = 0, maxAttempt = 0 } = extra;
    now.requests += requests;
    now.output += output;
    now.tokens += input + output;
    now.usd += usd;
    now.status429 += status429;
    now.status5xx += status5xx;
    now.errors += status429 + status5xx;
    now.retries += retries;
    now.maxAttempt = Math.max(now.maxAttempt, maxAttempt);
    now.burned += usd;
  }
}

const ZERO = none();
