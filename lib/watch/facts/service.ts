/** What single events and other rooms tell. The one door of this part. */
export { loadDeprecations } from "./deprecations";
export { endCrossings } from "./end-crossings";
export { endFacts } from "./end-facts";
export { followFacts } from "./follow";
export { isEventRule, judgeEvent } from "./judge-event";
export { type JudgedEvent, type JudgingContext, namedBy } from "./judged-event";
export { judgingContext } from "./judging-context";
export { MEASURED_COLUMNS, type MeasuredAmount } from "./measured-columns";
