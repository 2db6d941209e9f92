import { MODELS } from "../cast";
import { DAY_MS } from "../rhythm";
import { JOBS } from "../scheduled-jobs";
import { daysBefore, type Incident, type Placed, type Stage } from "./incident";

/** I7: a launch. Real traffic: every tenant grows together. */
export function launch(stage: Stage): Incident {
  const [fromMs, toMs] = [daysBefore(stage, 45, 20), daysBefore(stage, 43, 0)];
  const peakMs = daysBefore(stage, 44, 4);
  return {
    id: "I7",
    title: "Launch: traffic of every tenant multiplies overnight",
    tenant: null,
    feature: null,
    fromMs,
    toMs,
    shows: "all tenants up six times at the peak and back within a day and a half; a seventh of the reported 40 times",
    rate: (_tenant, _feature, atMs) => {
      if (atMs < fromMs || atMs >= toMs) return 1;
      const rising = Math.min(1, (atMs - fromMs) / (peakMs - fromMs));
      const falling = Math.min(1, Math.max(0, (toMs - atMs) / (12 * 3_600_000)));
      return 1 + 5 * Math.min(rising, falling);
    },
  };
}

/** I8: answers grow longer for weeks. */
export function verboseAnswers(stage: Stage): Incident {
  const tenant = "orchard-foods";
  const [fromMs, toMs] = [daysBefore(stage, 40, 0), daysBefore(stage, 8, 0)];
  return {
    id: "I8",
    title: "Answers grow longer week by week",
    tenant,
    feature: "product-descriptions",
    fromMs,
    toMs,
    shows: "output tokens per request drift up to 3.5 times over a month, no spike",
    change: (call) => {
      if (call.tenant.name !== tenant || call.feature !== "product-descriptions" || call.atMs < fromMs || call.atMs >= toMs)
        return;
      const factor = 1 + (2.5 * (call.atMs - fromMs)) / (toMs - fromMs);
      call.outputTokens = Math.round(call.outputTokens * factor);
      call.reasoningTokens = Math.round(call.reasoningTokens * factor);
      call.maxOutputTokens = 2000;
    },
  };
}

/** I9: the cron that nobody noticed was gone. */
export function silentCron(stage: Stage): Incident {
  const [fromMs, toMs] = [daysBefore(stage, 6, 0), daysBefore(stage, 3, 0)];
  return {
    id: "I9",
    title: "Cron on a deprecated model falls silent",
    tenant: "lighthouse-law",
    feature: "nightly-digest",
    fromMs,
    toMs,
    shows: `three runs at 05:00 on ${MODELS.deprecated.name} are missing`,
    rate: (tenant, feature, atMs) =>
      tenant.name === "lighthouse-law" && feature === "nightly-digest" && atMs >= fromMs && atMs < toMs ? 0 : 1,
  };
}

/** I10: the limit on answers was dropped by a deployment. */
export function unlimitedAnswers(stage: Stage): Incident {
  const tenant = "saffron-kitchen";
  const [fromMs, toMs] = [daysBefore(stage, 4, 10), daysBefore(stage, 3, 6)];
  return {
    id: "I10",
    title: "max_tokens not set",
    tenant,
    feature: "support-chat",
    fromMs,
    toMs,
    shows: "output tokens per request jump tenfold, max_output_tokens is missing",
    rate: (each, feature, atMs) => (each.name === tenant && feature === "support-chat" && atMs >= fromMs && atMs < toMs ? 3 : 1),
    change: (call) => {
      if (call.tenant.name !== tenant || call.feature !== "support-chat" || call.atMs < fromMs || call.atMs >= toMs) return;
      Object.assign(call, {
        outputTokens: call.outputTokens * 10,
        reasoningTokens: 0,
        maxOutputTokens: null,
        finishReason: "stop",
      });
    },
  };
}

/** Three that look alarming to a simple rule and are ordinary: nothing may fire on them. */
export function quietOnes(stage: Stage, days: number): Placed[] {
  const [fromMs, toMs] = [stage.endDayMs - days * DAY_MS, stage.endDayMs];
  const nightly = JOBS.find((job) => job.tenant === "copperleaf-homes");
  const cron = JOBS.find((job) => job.tenant === "birchwood-press");
  return [
    {
      id: "Q1",
      title: "Ten times bigger, but steady",
      tenant: "meridian-retail",
      feature: null,
      fromMs,
      toMs,
      shows: "must stay quiet",
    },
    {
      id: "Q2",
      title: "Nightly batch that always runs at 02:00",
      tenant: nightly?.tenant ?? null,
      feature: nightly?.feature ?? null,
      fromMs,
      toMs,
      shows: "must stay quiet; the tenant chats by day",
    },
    {
      id: "Q3",
      title: "Cron that runs once a day",
      tenant: cron?.tenant ?? null,
      feature: cron?.feature ?? null,
      fromMs,
      toMs,
      shows: "must stay quiet",
    },
  ];
}
