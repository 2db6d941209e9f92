import type { Raised } from "@/lib/alerts/service";
import { pool } from "@/lib/platform/database";
import { HOUR_MS, MINUTE_MS } from "@/lib/platform/time";
import { Episodes, QUIET_AFTER_MS } from "./core/episodes";
import { episodeKey } from "./core/follow";
import { type EpisodeKey, readEpisodes } from "./queries/episodes";
import { type Lasting, tellFindings } from "./raise";

/** What goes on is told anew so often. */
const AMENDED_EVERY_MS = MINUTE_MS;
const DRIFT_QUIET_MS = 7 * 24 * HOUR_MS;

/** What one instance has found and is to tell, and the episodes that go on. */
export class Telling {
  readonly episodes = new Episodes();
  private lasting: Lasting[] = [];
  private facts: Raised[] = [];
  private ended: EpisodeKey[] = [];
  private readonly amendedMs = new Map<string, { atMs: number; severity: string }>();

  constructor(private readonly clock: { readonly nowMs: number }) {}

  /** Takes up the episodes that are open. */
  async begin(): Promise<void> {
    for (const { ruleId, subject, threshold, lastAt } of await readEpisodes(pool()))
      this.episodes.put(episodeKey(ruleId, threshold), subject, lastAt.getTime());
  }

  /** What began is told at once, what goes on once a minute or when it became worse. */
  last(key: EpisodeKey, step: "began" | "goes on", raised: Raised): void {
    if (!this.isDue(JSON.stringify(key), raised) && step === "goes on") return;
    this.lasting.push({ key, began: step === "began", raised });
  }

  /** The same fact from event after event is one. */
  fact(raised: Raised): void {
    const { ruleId, subject, episode, threshold } = raised;
    if (this.isDue(JSON.stringify([ruleId, subject.key, episode, threshold]), raised)) this.facts.push(raised);
  }

  end(key: EpisodeKey): void {
    this.ended.push(key);
  }

  private isDue(text: string, { severity }: Raised): boolean {
    const before = this.amendedMs.get(text);
    if (before?.severity === severity && this.clock.nowMs - before.atMs < AMENDED_EVERY_MS) return false;
    this.amendedMs.set(text, { atMs: this.clock.nowMs, severity });
    return true;
  }

  /** Tells everything found since, in one transaction. */
  async tell(): Promise<void> {
    const at = new Date(this.clock.nowMs);
    const [lasting, facts, ended] = [this.lasting, this.facts, this.ended];
    [this.lasting, this.facts, this.ended] = [[], [], []];
    const gone = await tellFindings({ lasting, facts, ended, quietSince: at, at });
    // Ended by another instance: what still holds begins anew.
    for (const { ruleId, subject, threshold } of gone) this.episodes.drop(episodeKey(ruleId, threshold), subject);
  }

  /** Ends what was quiet for long enough, also of subjects that did nothing since, and takes up what others have told. */
  async endQuiet(): Promise<void> {
    const stored = await readEpisodes(pool());
    const open = new Set<string>();
    for (const { ruleId, subject, threshold, lastAt } of stored) {
      const key = episodeKey(ruleId, threshold);
      open.add(`${key} ${subject}`);
      // What another instance, or the closing of an hour, has told.
      if (!this.episodes.isFiring(key, subject)) this.episodes.put(key, subject, lastAt.getTime());
    }
    for (const { ruleId, subject, threshold, lastAt } of stored) {
      const quietMs = threshold.startsWith("drift") ? DRIFT_QUIET_MS : QUIET_AFTER_MS;
      if (ruleId === "silence" || this.clock.nowMs - lastAt.getTime() <= quietMs) continue;
      this.end({ ruleId, subject, threshold });
      this.episodes.drop(episodeKey(ruleId, threshold), subject);
    }
    for (const [text, { atMs }] of this.amendedMs) if (this.clock.nowMs - atMs > QUIET_AFTER_MS) this.amendedMs.delete(text);
    for (const [key, subject] of [...this.episodes.all()]) if (!open.has(`${key} ${subject}`)) this.episodes.drop(key, subject);
    await this.tell();
  }
}
