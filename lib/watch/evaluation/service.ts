/** Evaluation: usage judged by the rules that are on, as it comes. The one door of this part. */
export { startEvaluation } from "./keep";
export { onLook } from "./looks";
