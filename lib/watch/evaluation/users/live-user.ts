import { nameReadFor } from "@/lib/directory/names/service";
import type { Subject } from "../../subject";
import type { Alive, Part } from "../alive";
import { type Field, HOUR_WINDOW } from "../core/fields";
import { minuteOf } from "../minutes";
import { Profiled } from "../profiled";
import type { SeriesNames } from "../queries/read-minutes";
import { USER_FIELDS } from "./queries/read-users";
import type { UserField, UserUsage } from "./user-usage";

const KNOWN: ReadonlySet<string> = new Set(USER_FIELDS);

/** A user, or a user of one tenant, as rules look at it: the last hour, and no shorter window. */
export class LiveUser extends Profiled implements Alive {
  constructor(
    subject: Subject,
    readonly usage: UserUsage,
    private readonly clock: { nowMs: number },
    private readonly seriesNames: (id: number) => SeriesNames | undefined,
  ) {
    super(subject);
  }

  private get now(): number {
    return minuteOf(this.clock.nowMs);
  }
  private readonly counts = (tenant: string): boolean => this.tenant === "" || nameReadFor("tenant", tenant) === this.tenant;

  sum(minutes: number, field: Field): number {
    if (minutes !== HOUR_WINDOW || !KNOWN.has(field)) return 0;
    return Math.max(0, this.usage.sum(this.now, field as UserField, this.counts));
  }

  usdPerHour(): number {
    return this.usage.pace(this.now, this.counts);
  }

  parts(): Part[] {
    const found = new Map<number, Part>();
    for (const { seriesId, tenant, usd, requests } of this.usage.parts()) {
      if (!this.counts(tenant)) continue;
      const names = this.seriesNames(seriesId) ?? { tenant, feature: "", model: "" };
      const part = found.get(seriesId) ?? { names, usd: 0, requests: 0 };
      part.usd += usd;
      part.requests += requests;
      found.set(seriesId, part);
    }
    return [...found.values()];
  }

  /** Then the user of that tenant is the same, and what there is to tell. */
  isOfOneTenant(): boolean {
    return this.usage.tenantsRead().size === 1;
  }

  tenantNames(): string[] {
    return [...this.usage.tenants()].filter(this.counts);
  }
}
