import { nameReadFor } from "@/lib/directory/names/service";
import { HOUR_WINDOW } from "../core/fields";
import { USER_FIELDS, type UserMinute, type UserQuarter } from "./queries/read-users";

const MINUTES = 15;
export type UserField = (typeof USER_FIELDS)[number];

const [TOKENS, USD] = [USER_FIELDS.indexOf("tokens"), USER_FIELDS.indexOf("usd")];

export const quarterOf = (minute: number): number => Math.floor(minute / MINUTES);

/** The quarters that the sliding hour lies in, the oldest first: the current minute and the 60 before it. */
export function quartersOf(nowMinute: number): number[] {
  const [first, last] = [quarterOf(nowMinute - HOUR_WINDOW + 1), quarterOf(nowMinute)];
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/** Of the oldest quarter's usage, this much may be taken by its share of the minutes. */
const ROUGH_SHARE = 0.05;

/**
 * What one user did in the last hour, by quarters of it. The oldest of them is only partly within the hour: of it minutes are
 * read where they make a difference, else it counts by the share of its minutes.
 */
export class UserUsage {
  private minutes: { quarter: number; list: readonly UserMinute[] } | null = null;
  /** Whether sums are the most that the hour can hold: the whole of its oldest quarter. */
  atMost = false;

  constructor(private rows: readonly UserQuarter[]) {}

  replace(rows: readonly UserQuarter[]): void {
    const before = this.minutes;
    // What changed in the oldest quarter is read anew.
    if (before && textOf(this.rows, before.quarter) !== textOf(rows, before.quarter)) this.minutes = null;
    this.rows = rows;
  }

  putMinutes(quarter: number, list: readonly UserMinute[]): void {
    this.minutes = { quarter, list };
  }

  /** The quarter whose minutes are to be read before the hour is known; null where it is. */
  missing(nowMinute: number): number | null {
    const [oldest = 0] = quartersOf(nowMinute);
    if (this.minutes?.quarter === oldest || shareWithin(oldest, nowMinute) === 1) return null;
    const share = (index: number) => {
      let [part, whole] = [0, 0];
      for (const { quarter, values } of this.rows) {
        whole += values[index] ?? 0;
        if (quarter === oldest) part += values[index] ?? 0;
      }
      return whole > 0 ? part / whole : 0;
    };
    return Math.max(share(TOKENS), share(USD)) > ROUGH_SHARE ? oldest : null;
  }

  /** As events name them. */
  tenants(): Set<string> {
    return new Set(this.rows.map(({ tenant }) => tenant));
  }

  /** By the names that they are read under. */
  tenantsRead(): Set<string> {
    return new Set(this.rows.map(({ tenant }) => nameReadFor("tenant", tenant)));
  }

  /** The hour's sum. @param counts whose usage counts; absent: every tenant's */
  sum(nowMinute: number, field: UserField, counts: (tenant: string) => boolean = () => true): number {
    const index = USER_FIELDS.indexOf(field);
    const [oldest = 0] = quartersOf(nowMinute);
    let sum = 0;
    for (const { quarter, tenant, values } of this.rows) {
      if (quarter < oldest || !counts(tenant)) continue;
      if (quarter > oldest || this.atMost) sum += values[index] ?? 0;
      else if (this.minutes?.quarter !== oldest) sum += (values[index] ?? 0) * shareWithin(oldest, nowMinute);
    }
    if (this.atMost || this.minutes?.quarter !== oldest) return sum;
    for (const { minute, tenant, values } of this.minutes.list)
      if (minute > nowMinute - HOUR_WINDOW && counts(tenant)) sum += values[index] ?? 0;
    return sum;
  }

  /** The most that the hour can have cost. */
  mostUsd(nowMinute: number): number {
    const [oldest = 0] = quartersOf(nowMinute);
    return this.rows.reduce((sum, { quarter, values }) => (quarter < oldest ? sum : sum + (values[USD] ?? 0)), 0);
  }

  /** Dollars an hour at the pace of the current quarter and the one before. */
  pace(nowMinute: number, counts: (tenant: string) => boolean): number {
    const last = quarterOf(nowMinute);
    const minutes = nowMinute - (last - 1) * MINUTES + 1;
    let usd = 0;
    for (const { quarter, tenant, values } of this.rows) if (quarter >= last - 1 && counts(tenant)) usd += values[USD] ?? 0;
    return (usd * 60) / minutes;
  }

  /** What each series has of it. */
  *parts(): Iterable<{ seriesId: number; tenant: string; usd: number; requests: number }> {
    for (const { seriesId, tenant, values } of this.rows)
      yield { seriesId, tenant, usd: values[USD] ?? 0, requests: values[0] ?? 0 };
  }
}

const shareWithin = (oldest: number, nowMinute: number): number =>
  ((oldest + 1) * MINUTES - (nowMinute - HOUR_WINDOW + 1)) / MINUTES;

const textOf = (rows: readonly UserQuarter[], of: number): string =>
  rows
    .filter(({ quarter }) => quarter === of)
    .map(({ tenant, seriesId, values }) => `${tenant} ${seriesId} ${values.join(" ")}`)
    .sort()
    .join("|");
