/** Budgets: what may be spent, where it stands, what it crossed. The one door of this room. */
export { archiveBudget, changeBudget, createBudget } from "./changes/change-budgets";
export { createIncrease, endIncrease, readLimits } from "./changes/increases";
export type { Crossing } from "./crossings/crossing";
export { listCrossings } from "./crossings/list";
export { onCrossing } from "./crossings/record";
export { exportBudgets } from "./csv/export";
export { importBudgets } from "./csv/import";
export { previewBudget } from "./preview/preview";
export { listSubjects, readBudget } from "./readings/detail";
export { explainBudget } from "./readings/explain";
export { listBudgets } from "./readings/list";
export { readHistory } from "./readings/past";
export { readProgress } from "./readings/progress";
export { startBudgets } from "./start";
