"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { Budget, ImportAnswer, Increase, NewBudgetBody } from "@/components/budgets/shapes";
import type { budgetChange, newIncrease } from "@/lib/budgets/contract";
import { api } from "./api";
import { BUDGETS_KEY } from "./use-budgets";

export type BudgetChangeBody = z.input<typeof budgetChange>;
export type NewIncreaseBody = z.input<typeof newIncrease>;

function useBudgetChange<Given, Answer>(send: (given: Given) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSuccess: () => client.invalidateQueries({ queryKey: BUDGETS_KEY }) });
}

export const useCreateBudget = () => useBudgetChange((body: NewBudgetBody) => api.post<Budget>("/api/v1/budgets", body));

export const useChangeBudget = (id: string) =>
  useBudgetChange((body: BudgetChangeBody) => api.patch<Budget>(`/api/v1/budgets/${id}`, body));

export const useArchiveBudget = (id: string) => useBudgetChange(() => api.delete<Budget>(`/api/v1/budgets/${id}`));

export const useIncreaseBudget = (id: string) =>
  useBudgetChange((body: NewIncreaseBody) => api.post<Increase>(`/api/v1/budgets/${id}/increases`, body));

export const useEndIncrease = (id: string) =>
  useBudgetChange((increase: string) => api.delete<Increase>(`/api/v1/budgets/${id}/increases/${increase}`));

/** A dry run answers what would happen; it changes nothing. */
export const useImportBudgets = () =>
  useBudgetChange((body: { csv: string; dry_run: boolean }) => api.post<ImportAnswer>("/api/v1/budgets/import", body));
