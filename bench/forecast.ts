import { forecastPeriod } from "../lib/budgets/forecast/forecast-period";
import { DAY_MS, firstInstantOf } from "../lib/platform/time";
import { backTest, type Case, type Tally } from "./forecast/back-test";
import { demoSeries } from "./forecast/demo-series";
import { QUARTERS_A_DAY, type Series } from "./forecast/series";
import { TRACE_START_MS, traceSeries } from "./forecast/trace-series";
import { table, writeSection } from "./results";

const DAYS = 90;
const DEMO_END_MS = Date.UTC(2026, 10, 21);
/** The demo's incidents but one lie in the two weeks after these days. */
const CALM_DAYS = 75;
const SPEED_DAYS = 120;
const SPEED_ROUNDS = 400;

/** How far forecasts made at many points of the past were off, against the naive run rate; nothing of the future is shown to them. */
export async function benchForecast(): Promise<void> {
  const demo = demoSeries(DAYS, DEMO_END_MS);
  const traces = traceSeries(DAYS, TRACE_START_MS);
  const tally: Tally = { cases: [], withoutHistory: 0, forecasts: 0, cpuMs: 0 };
  for (const series of [...demo, ...(traces ?? [])]) backTest(series, forecastPeriod, tally);

  const calm: Tally = { cases: [], withoutHistory: 0, forecasts: 0, cpuMs: 0 };
  for (const series of demo.filter(({ group }) => group === "company"))
    backTest(firstDays(series, CALM_DAYS), forecastPeriod, calm);

  const { cases } = tally;
  const all = figures(cases);
  const met = all.gain >= 0.3 && all.covered >= 0.75 && all.covered <= 0.9;
  writeSection(
    "forecast",
    `${intro(demo, traces, tally)}

Over all of them: error ${percent(all.ours)} against ${percent(all.naive)} of the run rate, ${percent(all.gain)} less (goal: at least 30% less); ${percent(all.covered)} of the truths inside the 80% interval (goal: 75 to 90%). ${met ? "Both met" : "Falls short"}.

${groups("period", cases, (each) => each.period)}

${groups("how much of the period was over", cases, (each) => `${each.period}, ${Math.round(each.fraction * 100)}%`)}

${groups("series", cases, (each) => each.group)}

${fallsShort(cases)}

${withoutIncidents(figures(calm.cases))}

CPU time of a forecast in the back-test: ${(tally.cpuMs / tally.forecasts).toFixed(2)} ms on average; to the end of a month from ${SPEED_DAYS} days of hours: ${speed(demo)} ms (limit: 2 ms).`,
  );
}

function intro(demo: readonly Series[], traces: readonly Series[] | null, { cases, withoutHistory, forecasts }: Tally): string {
  const real = traces
    ? `${traces.length} series made from an hour of real requests of two services ("stretched": the hour played over ${DAYS} days, real bursts without a season; "in a working week": real minutes drawn at random under a weekly rhythm that is ours)`
    : "the real traces were not there and are left out";
  return `${demo.length} series of the demo company over ${DAYS} days, incidents included; ${real}. ${forecasts.toLocaleString("en")} forecasts, of them ${withoutHistory.toLocaleString("en")} answered "not enough history" and are not counted: ${cases.length.toLocaleString("en")} cases.
Error: the sum of |forecast - truth| of the period's end total over the sum of the truths, each series measured in its own mean period, so that large ones do not drown the others. What is spent already is in both.`;
}

function firstDays(series: Series, days: number): Series {
  return { ...series, quarters: series.quarters.slice(0, days * QUARTERS_A_DAY) };
}

/** Where the company's total comes from: what nobody foresees, the run rate carries on once it is there. */
function withoutIncidents({ count, ours, naive, gain, covered }: Figures): string {
  return `The company's total is even but for the incidents, nearly all of them in the last two weeks: days of up to twelve times the usual, which no forecast foresees and a run rate carries on within the hour. Over the ${CALM_DAYS} days before them (${count.toLocaleString("en")} cases, not counted above): error ${percent(ours)} against ${percent(naive)}, ${percent(gain)} less; ${percent(covered)} inside the interval.`;
}

interface Figures {
  count: number;
  ours: number;
  naive: number;
  gain: number;
  covered: number;
  below: number;
  above: number;
}

function figures(cases: readonly Case[]): Figures {
  const sum = (of: (each: Case) => number) => cases.reduce((total, each) => total + of(each), 0);
  const truths = sum((each) => each.truth / each.scale);
  const ours = sum((each) => Math.abs(each.expected - each.truth) / each.scale) / truths;
  const naive = sum((each) => Math.abs(each.naive - each.truth) / each.scale) / truths;
  const below = sum((each) => (each.side < 0 ? 1 : 0)) / cases.length;
  const above = sum((each) => (each.side > 0 ? 1 : 0)) / cases.length;
  return { count: cases.length, ours, naive, gain: 1 - ours / naive, covered: 1 - below - above, below, above };
}

const percent = (part: number) => `${(100 * part).toFixed(1)}%`;

function byKey(cases: readonly Case[], key: (each: Case) => string): Map<string, Figures> {
  const found = new Map<string, Case[]>();
  for (const each of cases) {
    const list = found.get(key(each));
    if (list) list.push(each);
    else found.set(key(each), [each]);
  }
  return new Map([...found].map(([name, list]) => [name, figures(list)]));
}

function groups(title: string, cases: readonly Case[], key: (each: Case) => string): string {
  const rows = [...byKey(cases, key)].map(([name, each]) => [
    name,
    each.count.toLocaleString("en"),
    percent(each.ours),
    percent(each.naive),
    percent(each.gain),
    percent(each.covered),
    `${percent(each.below)} / ${percent(each.above)}`,
  ]);
  return table([title, "cases", "error", "run rate's error", "less by", "inside the interval", "below / above it"], rows);
}

/** Every class that misses a goal on its own, named. */
function fallsShort(cases: readonly Case[]): string {
  const lines: string[] = [];
  for (const key of [
    (each: Case) => each.period,
    (each: Case) => `${each.period}, ${Math.round(each.fraction * 100)}% over`,
    (each: Case) => each.group,
  ]) {
    for (const [name, { gain, covered }] of byKey(cases, key)) {
      const misses = [
        ...(gain < 0.3 ? [`error ${gain < 0 ? `${percent(-gain)} above` : `only ${percent(gain)} below`} the run rate's`] : []),
        ...(covered < 0.75 || covered > 0.9 ? [`${percent(covered)} inside`] : []),
      ];
      if (misses.length > 0) lines.push(`- ${name}: ${misses.join("; ")}`);
    }
  }
  return lines.length > 0 ? `Taken alone, these fall short:\n\n${lines.join("\n")}` : "No class falls short taken alone.";
}

/** Median CPU time of one forecast; the processor's time, not the clock's, since others may use the machine. */
function speed(demo: readonly Series[]): string {
  const quarters = demo.find((series) => series.group === "company")?.quarters ?? new Float64Array(0);
  const values = Array.from({ length: SPEED_DAYS * 24 }, (_, hour) => quarters[(hour * 4) % quarters.length] ?? 0);
  const startMs = DEMO_END_MS - SPEED_DAYS * DAY_MS;
  const periodStartMs = firstInstantOf("month", DEMO_END_MS, "Europe/Berlin");
  const periodEndMs = periodStartMs + 30 * DAY_MS;
  const question = {
    hours: { startMs, values },
    nowMs: DEMO_END_MS - DAY_MS / 2,
    periodStartMs,
    periodEndMs,
    zone: "Europe/Berlin",
    spentSoFar: 1,
  };
  const times: number[] = [];
  for (let round = 0; round < SPEED_ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let time = 0; time < 5; time++) forecastPeriod(question);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 5000);
  }
  times.sort((left, right) => left - right);
  return (times[SPEED_ROUNDS >> 1] ?? 0).toFixed(2);
}
