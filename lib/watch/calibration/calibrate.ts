import { bumpVersion } from "@/lib/platform/change-versions";
import { nowMs } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { DAY_MS } from "@/lib/platform/time";
import { RULES_VERSION } from "../rules/in-force";
import { readRules } from "../rules/queries/read-rules";
import { shippedRule, thresholdOf } from "../rules/rule-answer";
import { ruleOf } from "../rules/rule-row";
import { CALIBRATION_DAYS, calibrated, notYet } from "./high-value";
import { observeFirstDays } from "./observe-first-days";
import { firstUsage, writeCalibration } from "./queries/calibration-rows";

/** What is compared with a share of requests ends below 1; a band of more than ten times what is expected is none. */
const MOST: Readonly<Record<string, number>> = { share: 0.99, against_expected: 10 };

/**
 * Gives suggested rules a value from the installation's first whole days, once those are over; before, it says how far they are.
 * What was taken once stays. @returns how many rules it told something new
 */
export async function calibrateRules(): Promise<number> {
  const rows = (await readRules(pool())).map(ruleOf).filter((rule) => rule !== null);
  const due = rows.flatMap((rule) => {
    const shipped = rule.origin === "ready_made" ? shippedRule(rule.id) : undefined;
    const threshold = shipped && !shipped.on ? thresholdOf(shipped.condition) : null;
    const isDone = rule.calibration !== null && rule.calibration.value !== null;
    return shipped && threshold && !isDone ? [{ shipped, floor: threshold.value }] : [];
  });
  if (due.length === 0) return 0;
  const first = await firstUsage(pool());
  // The first day counts only as a whole.
  const fromMs = first === null ? null : Math.ceil(first.getTime() / DAY_MS) * DAY_MS;
  const isEnough = fromMs !== null && nowMs() >= fromMs + CALIBRATION_DAYS * DAY_MS;
  let told = 0;
  for (const { shipped, floor } of due) {
    const observed = isEnough
      ? await observeFirstDays(shipped, new Date(fromMs), new Date(fromMs + CALIBRATION_DAYS * DAY_MS))
      : null;
    if (isEnough && !observed) continue;
    const most = MOST[shipped.condition.kind] ?? Number.POSITIVE_INFINITY;
    const calibration =
      isEnough && observed ? calibrated({ observed: observed.value, floor, most, fromMs }, observed.what) : notYet(fromMs);
    await inTransaction(async (client) => {
      if (!(await writeCalibration(client, shipped.id, calibration))) return;
      told += 1;
      await bumpVersion(client, RULES_VERSION);
    });
  }
  return told;
}
