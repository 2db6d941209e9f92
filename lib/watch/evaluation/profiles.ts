import { pool } from "@/lib/platform/database";
import { HOUR_MS } from "@/lib/platform/time";
import { type CommonGrowth, learnSubjects } from "../baselines/learn-subjects";
import { KnownProfile, noProfile } from "../baselines/outlooks";
import { readClosed } from "../baselines/queries/closed-hours";
import { readProfiles, readSimilarMedian, type SubjectName } from "../baselines/queries/read-subjects";
import type { LiveSubject } from "./live-subject";
import type { LiveUsage } from "./live-usage";

const MOST_PROFILES = 1000;
const COMPARE_AFTER_MS = 7 * 24 * HOUR_MS;

/** What is usual of the subjects that are alive, as their closed hours tell. */
export class Profiles {
  /** Median active hour of similar subjects; null before they can be compared. */
  similarMedian: number | null = null;
  private sinceMs: number | null = null;
  private readHour = 0;
  /** Touched, and not read yet. */
  private readonly waiting = new Set<LiveSubject>();

  constructor(private readonly clock: { readonly nowMs: number }) {}

  /** An hour was closed: everything is read anew. */
  forget(): void {
    this.readHour = 0;
  }

  get isWaiting(): boolean {
    return this.waiting.size > 0;
  }

  /** Subjects that had to wait for theirs. */
  takeWaiting(): LiveSubject[] {
    const taken = [...this.waiting];
    this.waiting.clear();
    return taken;
  }

  /** Whether baselines reach back so far. */
  isOlder(ms: number): boolean {
    return this.sinceMs !== null && this.clock.nowMs - this.sinceMs >= ms;
  }

  /** Whether subjects can be compared with others. */
  get compares(): boolean {
    return this.isOlder(COMPARE_AFTER_MS);
  }

  /** Once an hour, what was read before is read anew. @returns whether it is so now */
  async renew(usage: LiveUsage): Promise<boolean> {
    const hour = Math.floor(this.clock.nowMs / HOUR_MS);
    if (hour === this.readHour) return false;
    this.readHour = hour;
    for (const subject of usage.subjects.values()) subject.profile = null;
    const [everything] = await readProfiles(pool(), [{ tenant: "", subject: "installation" }]);
    this.sinceMs = everything?.sinceMs ?? null;
    this.similarMedian = this.compares ? await readSimilarMedian(pool()) : null;
    return true;
  }

  /** Reads what is usual of the subjects that were not looked at before; of too many, the rest waits. */
  async read(subjects: ReadonlySet<LiveSubject>): Promise<void> {
    const wanted: LiveSubject[] = [];
    for (const subject of subjects) {
      if (subject.profile !== null) continue;
      if (wanted.length < MOST_PROFILES) wanted.push(subject);
      else this.waiting.add(subject);
    }
    if (wanted.length === 0) return;
    const names = new Map<string, SubjectName>(wanted.map(({ stored }) => [stored.subject, stored]));
    const hourMs = Math.floor(this.clock.nowMs / HOUR_MS) * HOUR_MS;
    let found = await profilesOf([...names.values()]);
    const late = [...found.values()].filter((profile) => !profile.reaches(hourMs));
    if (late.length > 0) {
      // Of subjects that were idle for hours what is expected now was never worked out.
      const closed = await readClosed(pool(), hourMs - 90 * 24 * HOUR_MS);
      const untilMs = Math.max(...closed.keys()) + HOUR_MS;
      const common: CommonGrowth = (at) => closed.get(at) ?? 1;
      await learnSubjects(
        pool(),
        late.map(({ stored }) => names.get(stored.subject) as SubjectName),
        untilMs,
        common,
      );
      found = await profilesOf([...names.values()]);
    }
    for (const subject of wanted) subject.profile = found.get(subject.name) ?? new KnownProfile(noProfile(subject.name));
  }
}

async function profilesOf(names: readonly SubjectName[]): Promise<Map<string, KnownProfile>> {
  const stored = await readProfiles(pool(), names);
  return new Map(stored.map((each) => [each.subject, new KnownProfile(each)]));
}
