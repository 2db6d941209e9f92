/** Detectors, all pure: whoever asks brings the measures, keeps the states and acts on what is said. */
export { BACKTEST_HEADER, LineBacktest } from "./backtest/backtest-lines";
export { SeriesError } from "./backtest/parse-series";
export { bandOf, type Outlook, outlookAt } from "./baseline/expect";
export { impactUsd } from "./baseline/impact";
export { observe, type Verdict } from "./baseline/observe";
export { type BaselineState, newBaseline } from "./baseline/state";
export { cacheCollapsed, headroom, isNews } from "./rules/facts";
export { crossing } from "./rules/hysteresis";
export { judgeBaseline } from "./rules/judge-baseline";
export { activeMedian, judgeHour } from "./rules/judge-hour";
export { judgeShare, surelyAtLeast } from "./rules/judge-share";
export { READY_MADE_RULES } from "./rules/ready-made";
export type {
  Amount,
  BaselineMeasure,
  Condition,
  Counter,
  Fact,
  OwnBaseline,
  Rule,
  Severity,
  Share,
  SubjectKind,
  TenantHour,
} from "./rules/rule";
export { closeHour, newSchedule, type ScheduleState, silenceAhead } from "./silence";
export { commonGrowth, errorsTogether, MOST_TENANTS, type TenantShare } from "./together";
