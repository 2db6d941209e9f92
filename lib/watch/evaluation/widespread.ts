import { breather } from "../breathe";
import { episodeKey } from "./core/follow";
import { BEYOND_COMMON, GROWTH_TOLD, growthIn, growthRatio, isFine } from "./core/together";
import type { LiveSubject } from "./live-subject";
import type { LiveUsage } from "./live-usage";
import { Outages } from "./outages";
import type { Plan } from "./plan";
import { growthAlert, outageAlert } from "./raised-of";
import type { Telling } from "./telling";

interface Present {
  plan: Plan;
  usage: LiveUsage;
  telling: Telling;
  atMs: number;
}

/** What moves many tenants at once: a launch, a provider's outage. */
export class Widespread {
  readonly outages = new Outages();
  /** Growth of the median tenant, and what one must be beyond. */
  growth = 1;

  /** Looked at before anything is told of one tenant. */
  async judgeGrowth({ plan, usage, telling, atMs }: Present): Promise<void> {
    const breathe = breather();
    const tenants: LiveSubject[] = [];
    const ratios: number[] = [];
    for (const subject of usage.subjects.values()) {
      if (subject.kind !== "tenant" || subject.lens !== "") continue;
      tenants.push(subject);
      const ratio = growthRatio(subject, atMs);
      if (ratio !== null) ratios.push(ratio);
      await breathe();
    }
    const { common, certain } = growthIn(ratios);
    const key = episodeKey("own-baseline", "together");
    const own = plan.byId.get("own-baseline");
    if (own) {
      const step = telling.episodes.follow(atMs, key, "installation", certain / GROWTH_TOLD);
      const name = { ruleId: own.id, subject: "installation", threshold: "together" };
      if (step === "began" || step === "goes on") telling.last(name, step, growthAlert(own, tenants, common, atMs));
    }
    this.growth = telling.episodes.isFiring(key, "installation") ? common * BEYOND_COMMON : common;
  }

  judgeProviders({ plan, usage, telling, atMs }: Present): void {
    const rule = plan.byId.get("status-5xx") ?? plan.byId.get("error-rate");
    const key = episodeKey(rule?.id ?? "", "together");
    for (const provider of usage.providers) {
      const subject = `provider=${provider}`;
      const isOut = telling.episodes.isFiring(key, subject);
      if (!isOut && isFine(usage.atProvider(provider))) {
        this.outages.forget(provider);
        continue;
      }
      const parts = usage.partsOf(provider);
      const hit = this.outages.look(provider, parts, isOut);
      if (!rule) continue;
      const step = telling.episodes.follow(atMs, key, subject, hit ? 2 : 0);
      const name = { ruleId: rule.id, subject, threshold: "together" };
      if (hit && (step === "began" || step === "goes on"))
        telling.last(name, step, outageAlert(rule, provider, parts, hit, atMs));
    }
  }
}
