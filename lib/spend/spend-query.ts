import { DomainError } from "@/lib/platform/errors";
import { type CalendarUnit, firstInstantOf, isTimeZone, nextPeriod, QUARTER_MS, type Weekday } from "@/lib/platform/time";
import { type Filter, type Grouping, groupingOf, HELD_GROUPINGS } from "./groupings";
import { readInstant } from "./instants";
import type { Granularity } from "./plan";

/** A question about spend, checked: what `querySpend` answers. */
export interface SpendQuery {
  /** Half-open, on quarter hours. */
  fromMs: number;
  toMs: number;
  zone: string;
  weekStartsOn: Weekday;
  granularity: Granularity;
  groupings: Grouping[];
  filters: Filter[];
  limit: number;
  /** Keep this many groups over the whole range, each with all its periods. */
  top: number | null;
}

export interface SpendDefaults {
  zone: string;
  weekStartsOn: Weekday;
  nowMs: number;
}

export type RawQuery = Readonly<Record<string, string | string[] | undefined>>;

const GRANULARITIES: readonly Granularity[] = ["hour", "day", "week", "month", "none"];
const PARAMETERS = ["from", "to", "group_by", "granularity", "timezone", "limit", "top", "format"];
const DEFAULT_DAYS = 30;
const DEFAULT_LIMIT = 1000;
export const MOST_ROWS = 10_000;
const MOST_PERIODS = 10_000;
const MOST_FILTER_VALUES = 1000;
const MOST_GROUPINGS = 7;
/** A lower bound of each period's length, for counting them ahead. */
const SHORTEST_MS: Record<CalendarUnit, number> = { hour: 3_600_000, day: 86_400_000, week: 604_800_000, month: 2_419_200_000 };

export function refuse(parameter: string, detail: string): DomainError {
  return new DomainError("validation_failed", `${parameter}: ${detail}`, {
    errors: [{ pointer: `/query/${parameter}`, detail }],
  });
}

const all = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

export function single(query: RawQuery, name: string): string | undefined {
  const values = all(query[name]);
  if (values.length > 1) throw refuse(name, "is given more than once");
  return values[0] === "" ? undefined : values[0];
}

export function integer(query: RawQuery, name: string, fallback: number, most: number): number {
  const text = single(query, name);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most) throw refuse(name, `must be a whole number from 1 to ${most}`);
  return value;
}

/** The values of one filter parameter. An empty one asks for nothing, but for `key`: usage without a key. */
export function filterValues(query: RawQuery, name: string): string[] {
  const values = [...new Set(all(query[name]))].filter((value) => value !== "" || name === "key");
  if (values.length > MOST_FILTER_VALUES) throw refuse(name, `may be given at most ${MOST_FILTER_VALUES} times`);
  for (const value of values) {
    if (value.length > 256) throw refuse(name, "a value has at most 256 characters");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
    if (/[\u0000-\u001f\u007f]/.test(value)) throw refuse(name, "a value must not hold control characters");
  }
  return values;
}

function readGroupings(query: RawQuery): Grouping[] {
  const names = all(query.group_by)
    .flatMap((text) => text.split(",").map((name) => name.trim()))
    .filter((name) => name !== "");
  const groupings = new Map<string, Grouping>();
  for (const name of names) {
    const grouping = groupingOf(name);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
    if (!grouping || /[\u0000-\u001f\u007f]/.test(name))
      throw refuse("group_by", `"${name}" is no dimension: use ${HELD_GROUPINGS}`);
    groupings.set(name, grouping);
  }
  if (groupings.size > MOST_GROUPINGS) throw refuse("group_by", `takes at most ${MOST_GROUPINGS} dimensions`);
  return [...groupings.values()];
}

function readFilters(query: RawQuery): Filter[] {
  const filters: Filter[] = [];
  for (const name of Object.keys(query)) {
    if (PARAMETERS.includes(name)) continue;
    const by = groupingOf(name);
    if (!by) {
      throw refuse(name, `is no parameter of this request: use ${PARAMETERS.join(", ")} or a dimension (${HELD_GROUPINGS})`);
    }
    const values = filterValues(query, name);
    if (values.length > 0) filters.push({ by, values });
  }
  return filters;
}

export interface Range {
  fromMs: number;
  toMs: number;
}

/** The range asked for, rounded outwards to quarter hours; the last thirty local days unless said. */
export function readRange(query: RawQuery, zone: string, nowMs: number): Range {
  const given = (name: "from" | "to") => {
    const text = single(query, name);
    return text === undefined ? undefined : readInstant(name, text, zone);
  };
  const from = given("from");
  const toMs = given("to") ?? nextPeriod("day", nowMs, zone);
  const fromMs = from ?? firstInstantOf("day", toMs - DEFAULT_DAYS * 86_400_000 + 3_600_000 * 2, zone);
  if (fromMs >= toMs) throw refuse("from", "must be before `to`");
  return { fromMs: Math.floor(fromMs / QUARTER_MS) * QUARTER_MS, toMs: Math.ceil(toMs / QUARTER_MS) * QUARTER_MS };
}

/**
 * Checks the parameters of a spend request and fills in what was not given.
 * @throws DomainError that names the parameter
 */
export function readSpendQuery(query: RawQuery, defaults: SpendDefaults): SpendQuery {
  const filters = readFilters(query);
  const zone = single(query, "timezone") ?? defaults.zone;
  if (!isTimeZone(zone)) throw refuse("timezone", "must be an IANA time zone, such as Europe/Berlin");
  const granularity = single(query, "granularity") ?? "day";
  const known = GRANULARITIES.find((each) => each === granularity);
  if (!known) throw refuse("granularity", `must be one of ${GRANULARITIES.join(", ")}`);
  const range = readRange(query, zone, defaults.nowMs);
  if (known !== "none" && (range.toMs - range.fromMs) / SHORTEST_MS[known] > MOST_PERIODS) {
    throw refuse("granularity", `the range has more than ${MOST_PERIODS} periods: ask for coarser ones or a shorter range`);
  }
  const top = single(query, "top") === undefined ? null : integer(query, "top", 0, 1000);
  return {
    ...range,
    zone,
    weekStartsOn: defaults.weekStartsOn,
    granularity: known,
    groupings: readGroupings(query),
    filters,
    limit: integer(query, "limit", top === null ? DEFAULT_LIMIT : MOST_ROWS, MOST_ROWS),
    top,
  };
}
