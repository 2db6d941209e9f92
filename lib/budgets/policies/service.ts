/** Model policies: which models may be called, and how large one call may be. The one door of this part. */
export { changePolicy, createPolicy, deletePolicy } from "./change-policies";
export { loadPolicies, policiesFor } from "./in-force";
export { violationsOf } from "./judge";
export { joinViolations, listPolicies, listViolations, readPolicy } from "./list-policies";
export { noteViolations } from "./note-violations";
export { isPinned } from "./pinned";
