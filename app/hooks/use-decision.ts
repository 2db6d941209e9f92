"use client";

import { useMutation } from "@tanstack/react-query";
import type { z } from "zod";
import type { Decision, question } from "@/lib/budgets/decisions/contract";
import { api } from "./api";

export type QuestionBody = z.input<typeof question>;

/** What a service would be answered for a call at this moment. Nothing is reserved. */
export function useDecision() {
  return useMutation({ mutationFn: (asked: QuestionBody) => api.post<Decision>("/api/v1/decisions", asked) });
}
