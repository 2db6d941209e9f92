import { type DirectoryNames, directoryNames, KINDS, nameReadFor } from "@/lib/directory/names/service";
import { keyLineages, type Lineages } from "@/lib/keys/service";
import { type TouchedNote, TouchedNotes } from "@/lib/metering/service";
import { nowMs } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { MINUTE_MS } from "@/lib/platform/time";
import { readUsage } from "@/lib/spend/service";
import { currentRules } from "../changes/rules";
import { confirm } from "../crossings/confirm";
import { endEpisodes } from "../crossings/episodes";
import { judge, type Occasion, type RestOf } from "../crossings/judge";
import { judgeClosed } from "../crossings/judge-closed";
import { KnownCrossings } from "../crossings/known";
import { recordCrossings } from "../crossings/record";
import { isEpisodic } from "../model/figures";
import { type Calendar, spanAt } from "../model/periods";
import { thresholdKey } from "../model/thresholds";
import { noteJudged, readUnjudged } from "../queries/judged-until";
import { loadBudgets } from "../queries/load-budgets";
import { subjectKey } from "../readings/groups";
import type { LiveGroup, LiveStanding } from "./live";
import { LiveBook } from "./live-book";
import { readTouchedParts, readWhole } from "./read-live";
import { regroup } from "./regroup";

/** A sweep takes at most this share of the time. */
const SWEEP_SHARE = 12;

/**
 * Keeps the standings of one instance and notes the thresholds they cross. Each look reads what was committed since the last
 * one and, of the rollups, only what that touched; once a minute everything. Safe to run in several instances at once.
 */
export class StandingsKeeper {
  readonly book = new LiveBook();
  private readonly notes = new TouchedNotes();
  private readonly known = new KnownCrossings();
  private groups: LiveGroup[] = [];
  private calendar: Calendar = { zone: "", weekStartsOn: 1 };
  private lineages: Lineages | null = null;
  private names: DirectoryNames | null = null;
  /** Told, and not yet followed. */
  private pending: TouchedNote[] = [];
  private begun = false;
  private budgetsChanged = true;
  private sweptAtMs = Number.NEGATIVE_INFINITY;
  private sweepTookMs = 0;
  private judgeAll = true;

  constructor(private readonly restOf: RestOf = () => null) {}

  /** The budgets were changed: the next look loads them. */
  followBudgets(): void {
    this.budgetsChanged = true;
  }

  /**
   * One look. Throws when the database does not answer; nothing is forgotten then, and the book says that it is behind.
   */
  async look(): Promise<void> {
    const changed = await this.readChanges();
    const notes = this.pending;
    this.pending = [];
    await this.judge(changed, notes);
  }

  private async readChanges(): Promise<Set<LiveStanding>> {
    try {
      const atMs = nowMs();
      await this.begin();
      await directoryNames();
      this.pending.push(...(await this.notes.look(pool())).map(asRead));
      await this.followChanges(atMs);
      const changed = await this.read(atMs);
      if (changed.size > 0) this.book.version++;
      this.book.readAtMs = atMs;
      this.book.reachable = true;
      return changed;
    } catch (error) {
      this.book.reachable = false;
      throw error;
    }
  }

  private async begin(): Promise<void> {
    if (this.begun) return;
    await this.notes.begin(pool());
    // What a crash left unjudged, also of periods that have ended since.
    this.pending.push(...(await readUnjudged()).map(asRead));
    this.begun = true;
  }

  private async followChanges(atMs: number): Promise<void> {
    const { zone, weekStartsOn } = currentRules();
    const lineages = await keyLineages();
    // Usage of a key that was registered or rotated, or of a name that was merged, counts under another name from now on.
    const names = await directoryNames();
    const counts = (dimensions: readonly string[]) =>
      this.groups.some(({ group }) => dimensions.some((name) => group.shape.includes(name)));
    const renamed = (this.lineages !== lineages && counts(["key"])) || (this.names !== names && counts(KINDS));
    this.lineages = lineages;
    this.names = names;
    const moved = renamed || zone !== this.calendar.zone || weekStartsOn !== this.calendar.weekStartsOn;
    this.calendar = { zone, weekStartsOn };
    if (this.budgetsChanged || moved) {
      this.budgetsChanged = false;
      try {
        const budgets = await loadBudgets(pool(), { archived: false });
        this.groups = regroup(moved ? [] : this.groups, budgets, this.calendar, atMs);
      } catch (error) {
        this.budgetsChanged = true;
        throw error;
      }
      this.book.replace(this.groups);
      this.judgeAll = true;
    }
    for (const live of this.groups) {
      live.followLimits(atMs);
      if (live.period.kind === "fixed" || (live.span.startMs <= atMs && atMs < live.span.resetsAtMs)) continue;
      live.span = spanAt(live.period, atMs, this.calendar);
      live.roles = null;
    }
  }

  private async read(atMs: number): Promise<Set<LiveStanding>> {
    const sweep = atMs - this.sweptAtMs >= Math.max(MINUTE_MS, SWEEP_SHARE * this.sweepTookMs) || atMs < this.sweptAtMs;
    const changed = new Set<LiveStanding>();
    const began = performance.now();
    const isDue = (live: LiveGroup) => sweep || (live.roles === null && !live.unreadable);
    const touched = this.pending.length > 0 ? this.groups : [];
    const due = new Set([...this.groups.filter(isDue), ...touched.filter((live) => live.roles !== null)]);
    if (due.size > 0) {
      await readUsage(async (reader) => {
        for (const live of due) {
          const parts = isDue(live) ? null : await readTouchedParts(reader, live, this.pending);
          for (const standing of parts ?? (await readWhole(reader, live, atMs))) changed.add(standing);
        }
      });
    }
    if (!sweep) return changed;
    this.sweptAtMs = atMs;
    this.sweepTookMs = performance.now() - began;
    await this.known.load();
    this.judgeAll = true;
    return changed;
  }

  /** Notes the facts. A failure leaves them to the next look, which judges everything again. */
  private async judge(changed: ReadonlySet<LiveStanding>, notes: readonly TouchedNote[]): Promise<void> {
    const all = this.judgeAll;
    const standings = all ? this.groups.flatMap((live) => [...live.standings.values()]) : changed;
    this.judgeAll = true;
    try {
      const { reached, ended } = judge(standings, this.known, this.restOf);
      const budgets = this.groups.flatMap(({ group }) => group.budgets);
      const crossings = await confirm(reached, budgets, this.calendar, this.restOf, (standing) => occasionOf(standing, notes));
      await recordCrossings([...crossings, ...(await judgeClosed(this.groups, notes, this.calendar))]);
      for (const { budget, subject, threshold, periodStartMs, limit } of crossings) {
        const start = isEpisodic(threshold, budget) ? null : periodStartMs;
        this.known.add(subjectKey(budget.id, subject), thresholdKey(threshold), start, limit);
      }
      await endEpisodes(ended);
      for (const { key, threshold, periodStartMs } of ended) this.known.end(key, threshold, periodStartMs);
      if (all) await noteJudged(this.book.readAtMs);
    } catch (error) {
      this.pending.unshift(...notes);
      throw error;
    }
    this.judgeAll = false;
  }
}

/** A note with its tenants as their usage is read. */
function asRead(note: TouchedNote): TouchedNote {
  return { ...note, tenants: [...new Set(note.tenants.map((name) => nameReadFor("tenant", name)))] };
}

/** The newest usage that touched a standing; the present where nothing in particular did. */
function occasionOf(standing: LiveStanding, notes: readonly TouchedNote[]): Occasion {
  const { live, budget, subject } = standing;
  const own = budget.each === "tenant" && subject !== null ? [subject] : budget.scope.tenant;
  let found: Occasion | null = null;
  for (const { tenants, lastMs, firstMs, cause } of notes) {
    if (firstMs >= live.span.endMs || lastMs < live.span.startMs) continue;
    if (own && !tenants.some((tenant) => own.includes(tenant))) continue;
    if (!found || lastMs >= found.eventMs) found = { eventMs: lastMs, cause };
  }
  return found ?? { eventMs: nowMs(), cause: "sweep" };
}
