import type { z } from "zod";
import type { budget, increase, limitsAnswer, newBudget } from "@/lib/budgets/contract";
import type { importAnswer } from "@/lib/budgets/csv/contract";
import type {
  budgetDetail,
  budgetsAnswer,
  crossing,
  explainAnswer,
  forecast,
  historyAnswer,
  listedBudget,
  previewAnswer,
  progressAnswer,
  standing,
  subjectsAnswer,
} from "@/lib/budgets/readings/contract";

/** What the API answers, as it is read. */
export type Budget = z.output<typeof budget>;
export type NewBudgetBody = z.input<typeof newBudget>;
export type BudgetDetail = z.output<typeof budgetDetail>;
export type BudgetsPage = z.output<typeof budgetsAnswer>;
export type ListedBudget = z.output<typeof listedBudget>;
export type Standing = z.output<typeof standing>;
export type Forecast = z.output<typeof forecast>;
export type Crossing = z.output<typeof crossing>;
export type Explanation = z.output<typeof explainAnswer>;
export type History = z.output<typeof historyAnswer>;
export type Progress = z.output<typeof progressAnswer>;
export type Preview = z.output<typeof previewAnswer>;
export type SubjectsPage = z.output<typeof subjectsAnswer>;
export type Limits = z.output<typeof limitsAnswer>;
export type Increase = z.output<typeof increase>;
export type ImportAnswer = z.output<typeof importAnswer>;
