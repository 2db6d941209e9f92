/** Alert rules: what is watched, why, and how much is too much. The one door of this part. */
export { changeRule, createRule, deleteRule, resetRule } from "./change-rules";
export { type Covers, coversOf, coversRule } from "./covers";
export { ruleById, rules, startRules } from "./in-force";
export { listRules, readRule } from "./list-rules";
export {
  type Calibration,
  type Named,
  type RuleScope,
  SCOPE_DIMENSIONS,
  type ScopeDimension,
  type StoredRule,
} from "./stored-rule";
