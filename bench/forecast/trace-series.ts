import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Random } from "../../lib/demo/random";
import { MINUTE_MS, QUARTER_MS } from "../../lib/platform/time";
import { QUARTERS_A_DAY, type Series } from "./series";

const FOLDER = "../shared/data/azure-llm-2023";

interface Request {
  atMs: number;
  tokens: number;
}

/** A working week's rhythm: share of the busiest hour, Monday to Friday, and what is left of it at the weekend. */
const OFFICE = [3, 2, 1, 1, 2, 4, 10, 25, 60, 90, 100, 96, 70, 80, 97, 98, 90, 70, 45, 32, 25, 18, 10, 5];
const WEEKEND = 0.25;

/**
 * Series made from an hour of real requests in two ways, since an hour has no weekdays: "stretched" plays the hour
 * over 90 days (a real second and a half lasts an hour: real bursts and real sizes, no season), "in a working week" draws real minutes at
 * random, in runs of five, and thins them by a week's rhythm (real burstiness and sizes under a season that is ours).
 * @returns null where the traces are not there
 */
export function traceSeries(days: number, startMs: number): Series[] | null {
  const folder = [FOLDER, `../${FOLDER}`].map((each) => path.resolve(each)).find((each) => existsSync(each));
  if (!folder) return null;
  return ["code", "conv"].flatMap((name) => {
    const requests = read(path.join(folder, `AzureLLMInferenceTrace_${name}.csv`));
    return (["tokens", "requests"] as const).flatMap((measure) => {
      const amount = (request: Request) => (measure === "tokens" ? request.tokens : 1);
      const label = `${name} ${measure}`;
      return [
        { name: label, group: "trace, stretched", startMs, quarters: stretched(requests, amount, days) },
        ...[1, 2, 3].map((draw) => ({
          name: `${label} ${draw}`,
          group: "trace in a working week",
          startMs,
          quarters: workingWeek(requests, amount, days, startMs, new Random(`${label} ${draw}`)),
        })),
      ];
    });
  });
}

function read(file: string): Request[] {
  return readFileSync(file, "utf8")
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => {
      const [time = "", context, generated] = line.split(",");
      return { atMs: Date.parse(`${time.slice(0, 23).replace(" ", "T")}Z`), tokens: Number(context) + Number(generated) };
    });
}

function stretched(requests: readonly Request[], amount: (request: Request) => number, days: number): Float64Array {
  const quarters = new Float64Array(days * QUARTERS_A_DAY);
  const firstMs = requests[0]?.atMs ?? 0;
  const spanMs = (requests.at(-1)?.atMs ?? 0) - firstMs + 1;
  for (const request of requests) {
    const index = Math.floor(((request.atMs - firstMs) / spanMs) * quarters.length);
    quarters[index] = (quarters[index] ?? 0) + amount(request);
  }
  return quarters;
}

function workingWeek(
  requests: readonly Request[],
  amount: (request: Request) => number,
  days: number,
  startMs: number,
  random: Random,
): Float64Array {
  const firstMs = requests[0]?.atMs ?? 0;
  const minutes: Request[][] = [];
  for (const request of requests) {
    const minute = Math.floor((request.atMs - firstMs) / MINUTE_MS);
    while (minutes.length <= minute) minutes.push([]);
    minutes[minute]?.push(request);
  }
  const quarters = new Float64Array(days * QUARTERS_A_DAY);
  for (const index of quarters.keys()) {
    const at = new Date(startMs + index * QUARTER_MS);
    const weekend = at.getUTCDay() === 0 || at.getUTCDay() === 6;
    // A tenant of about a fortieth of the service's traffic: one request in forty of each minute drawn.
    const kept = (((OFFICE[at.getUTCHours()] ?? 0) / 100) * (weekend ? WEEKEND : 1)) / 40;
    let sum = 0;
    for (let run = 0; run < 3; run++) {
      const first = random.below(minutes.length - 5);
      for (const minute of minutes.slice(first, first + 5))
        for (const request of minute) if (random.chance(kept)) sum += amount(request);
    }
    quarters[index] = sum;
  }
  return quarters;
}

/** First instant of the traces' series; a Monday. */
export const TRACE_START_MS = Date.UTC(2026, 7, 24);
