import { sendDigest, sweepAlerts, watchAlertMetrics } from "@/lib/alerts/service";
import { forgetOldQuestions } from "@/lib/budgets/coverage/service";
import { removeExpiredReservations, startDecisions } from "@/lib/budgets/decisions/service";
import { joinViolations } from "@/lib/budgets/policies/service";
import { startBudgets } from "@/lib/budgets/service";
import { expireStops } from "@/lib/budgets/stops/service";
import { forgetRounds, startCanary, startRound } from "@/lib/canary/service";
import { forgetDeliveries, startDeliveries } from "@/lib/deliveries/service";
import { followNames } from "@/lib/directory/service";
import { runReminders, watchKeys } from "@/lib/keys/service";
import { finishMoves } from "@/lib/metering/re-attribution/service";
import { runRetention } from "@/lib/metering/retention/service";
import { changeDayZone, foldRollups, preparePartitions } from "@/lib/metering/service";
import { onVersionChange } from "@/lib/platform/change-versions";
import { forgetAttempts } from "@/lib/platform/http/rate-limit";
import { forgetAnswers } from "@/lib/platform/idempotency";
import { log } from "@/lib/platform/log";
import { loadOrganisation, organisation } from "@/lib/platform/organisation";
import { HOUR_MS, MINUTE_MS } from "@/lib/platform/time";
import { sendDueReports } from "@/lib/reports/service";
import { followDeclaredTags } from "@/lib/spend/service";
import { calibrateRules, endCrossings, endFacts, startEvaluation } from "@/lib/watch/service";
import { keyKeeper, systemAuthor } from "./wiring";

interface Job {
  name: string;
  everyMs: number;
  work(): Promise<unknown>;
  /** Also at once when this changes. */
  follows?: "settings";
}

const jobs: readonly Job[] = [
  { name: "fold rollups", everyMs: MINUTE_MS, work: foldRollups },
  { name: "follow the organisation's time zone", everyMs: MINUTE_MS, work: followZone, follows: "settings" },
  { name: "follow the declared tags", everyMs: MINUTE_MS, work: followTags, follows: "settings" },
  { name: "note expired stops", everyMs: 2_000, work: () => expireStops(systemAuthor("expiry")) },
  { name: "wake snoozed alerts, tell what joined", everyMs: 2_000, work: sweepAlerts },
  { name: "send the digest", everyMs: MINUTE_MS, work: sendDigest, follows: "settings" },
  { name: "send reports", everyMs: MINUTE_MS, work: sendDueReports, follows: "settings" },
  { name: "remove expired reservations", everyMs: MINUTE_MS, work: removeExpiredReservations },
  { name: "send the canary", everyMs: 10_000, work: startRound },
  { name: "forget old deliveries", everyMs: HOUR_MS, work: () => Promise.all([forgetDeliveries(), forgetRounds()]) },
  { name: "end alerts of budgets", everyMs: MINUTE_MS, work: endCrossings },
  { name: "end alerts of single calls", everyMs: MINUTE_MS, work: endFacts },
  { name: "calibrate suggested rules", everyMs: HOUR_MS, work: calibrateRules },
  { name: "end moves of usage", everyMs: MINUTE_MS, work: () => finishMoves(systemAuthor("re-attribution")) },
  { name: "join violations of policies", everyMs: HOUR_MS, work: joinViolations },
  { name: "forget old questions", everyMs: HOUR_MS, work: forgetOldQuestions },
  { name: "follow keys in events", everyMs: 3_000, work: () => watchKeys(keyKeeper, false) },
  { name: "enter new names in the directory", everyMs: 10_000, work: followNames },
  { name: "judge keys by the clock", everyMs: MINUTE_MS, work: () => watchKeys(keyKeeper, true), follows: "settings" },
  { name: "remind of keys", everyMs: MINUTE_MS, work: runReminders, follows: "settings" },
  { name: "forget answers given", everyMs: HOUR_MS, work: forgetAnswers },
  { name: "forget attempts to sign in", everyMs: HOUR_MS, work: forgetAttempts },
  { name: "make partitions ahead", everyMs: HOUR_MS, work: preparePartitions },
  { name: "remove what is past its time", everyMs: HOUR_MS, work: () => runRetention() },
];

async function followZone(): Promise<void> {
  const { timezone } = organisation();
  if (await changeDayZone(timezone)) log().info({ timezone }, "day rollups follow the new time zone");
}

async function followTags(): Promise<void> {
  const { declared_tags: tags } = organisation();
  if (await followDeclaredTags(tags)) log().info({ tags }, "rollups follow the declared tags");
}

/** Runs one job again and again, never twice at once; a failure is logged and the next turn tries again. */
function repeat(job: Job): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  const turn = () => {
    again = false;
    running ??= job
      .work()
      .then(() => {})
      .catch((error: unknown) => log().error({ err: error, job: job.name }, "a job failed; it will be tried again"))
      .finally(() => {
        running = undefined;
        if (again) turn();
      });
  };
  const timer = setInterval(turn, job.everyMs);
  // Not awaited: a long turn must not keep other changes from being noticed.
  const unwatch = job.follows
    ? onVersionChange(job.follows, () => {
        if (running) again = true;
        else turn();
      })
    : () => {};
  turn();
  return async () => {
    clearInterval(timer);
    unwatch();
    again = false;
    await running;
  };
}

/**
 * Starts what runs by the clock. Each job is safe to run in several instances at once.
 * @returns how to stop: resolves when what was under way is done
 */
export async function startJobs(): Promise<() => Promise<void>> {
  await loadOrganisation();
  await followZone();
  const stops = [...jobs.map(repeat), startBudgets(), await startCanary(), await startDeliveries(), startEvaluation()];
  watchAlertMetrics();
  await startDecisions();
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
