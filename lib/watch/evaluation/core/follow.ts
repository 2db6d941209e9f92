import { MINUTE_MS } from "@/lib/platform/time";
import type { Episodes, Step } from "./episodes";
import type { ActiveRule, Reading, Verdicts, Watched } from "./judge-subject";

/** Whether a subject's failures are its provider's: certainly, perhaps (not yet certain), or not. */
export type Outage = "yes" | "perhaps" | "no";

/** How long a single subject's failures wait for others that fail with it. */
const HELD_MS = 2 * MINUTE_MS;

export interface Told {
  rule: ActiveRule;
  threshold: string;
  subject: Watched;
  reading: Reading;
  step: Exclude<Step, null>;
}

/** A rule's thresholds are episodes of their own. */
export const episodeKey = (rule: string, threshold: string): string => (threshold === "" ? rule : `${rule} ${threshold}`);

/** Follows what was judged through its episodes; what fails at the provider is no subject's own. */
export class Follow implements Verdicts {
  atMs = 0;
  private readonly heldSince = new Map<string, number>();

  constructor(
    private readonly episodes: Episodes,
    private readonly outageOf: (subject: Watched) => Outage,
    private readonly tell: (told: Told) => void,
  ) {}

  isFiring(rule: string, threshold: string, subject: string): boolean {
    return this.episodes.isFiring(episodeKey(rule, threshold), subject);
  }

  take(rule: ActiveRule, threshold: string, subject: Watched, reading: Reading): void {
    const key = episodeKey(rule.id, threshold);
    const ratio = this.isExplained(rule, key, subject, reading.ratio) ? 0 : reading.ratio;
    const step = this.episodes.follow(this.atMs, key, subject.name, ratio);
    if (step) this.tell({ rule, threshold, subject, reading, step });
  }

  private isExplained({ condition }: ActiveRule, key: string, subject: Watched, ratio: number): boolean {
    if (condition.kind !== "share" || ratio <= 1) return false;
    if (condition.part !== "status_5xx" && condition.part !== "errors" && condition.part !== "not_429") return false;
    const outage = this.outageOf(subject);
    if (outage === "yes") return true;
    const held = `${key} ${subject.name}`;
    if (outage === "no" || this.episodes.isFiring(key, subject.name)) {
      this.heldSince.delete(held);
      return false;
    }
    const since = this.heldSince.get(held);
    if (since === undefined || this.atMs - since > 10 * HELD_MS) this.heldSince.set(held, this.atMs);
    return since === undefined || this.atMs - since < HELD_MS;
  }
}
