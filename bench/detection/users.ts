import { Random } from "../../lib/demo/random";
import { HOUR_MS } from "../../lib/platform/time";
import { type Field, HOUR_WINDOW } from "../../lib/watch/evaluation/core/fields";
import type { Company } from "./company";
import type { MinuteOf } from "./minutes";
import { Subject } from "./subject";

/** Of the tenants whose users can cost a dollar an hour at all: the rest are never in sight of a rule. */
const TENANTS = 12;
const USERS = 6;

/** A user of a tenant, as the product sees one: by the sliding hour alone. */
class User extends Subject {
  /** Part of the feature's requests in this hour, and what this hour's questions are like. */
  share = 0;
  size = 1;

  constructor(
    name: string,
    tenant: number,
    readonly of: number,
    readonly usual: number,
    hours: number,
  ) {
    super(name, tenant, of, hours);
  }

  override sum(minutes: number, field: Field): number {
    return minutes === HOUR_WINDOW ? super.sum(minutes, field) : 0;
  }
}

/**
 * People: each is at work in about half of the hours, asks three times as much in one hour as in the next, and longer or shorter
 * questions; together they make most of their tenant's first feature, with a few who make most of that.
 */
export class Users {
  readonly list: User[] = [];
  private readonly random: Random;
  private readonly now: MinuteOf;

  constructor(seed: number, company: Company, hours: number, like: MinuteOf) {
    this.random = new Random(`users ${seed}`);
    this.now = { ...like };
    for (const cell of company.cells) {
      const isFirst =
        cell.tenant < TENANTS && cell.rhythm === "office" && !this.list.some(({ tenant }) => tenant === cell.tenant);
      if (!isFirst) continue;
      for (let at = 0; at < USERS; at++)
        this.list.push(new User(`tenant ${cell.tenant} user ${at}`, cell.tenant, cell.index, 0.6 / (at + 1) ** 1.2, hours));
    }
  }

  /** Takes a minute of every feature. */
  push(atMs: number, now: readonly MinuteOf[]): void {
    for (const user of this.list) {
      if (atMs % HOUR_MS === 0) {
        user.share = this.random.chance(0.5) ? Math.min(0.9, user.usual * Math.exp(0.8 * this.random.normal())) : 0;
        user.size = Math.exp(0.25 * this.random.normal());
      }
      const of = now[user.of];
      const own = this.now;
      const share = of ? user.share : 0;
      own.requests = (of?.requests ?? 0) * share;
      own.tokens = (of?.tokens ?? 0) * share * user.size;
      own.usd = (of?.usd ?? 0) * share * user.size;
      own.output = (of?.output ?? 0) * share * user.size;
      user.push(own);
    }
  }
}
