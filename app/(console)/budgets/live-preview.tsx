"use client";

import { useDebouncedValue } from "@mantine/hooks";
import { useBudgetPreview } from "@/app/hooks/use-budgets";
import { useConsole } from "@/app/hooks/use-console";
import { useQuarterHour } from "@/app/hooks/use-now";
import { type BudgetFields, bodyOf } from "@/components/budgets/budget-fields";
import { PreviewPanel } from "@/components/budgets/preview-panel";

const SETTLED_MS = 350;

/** The preview of what is being typed, once it was not typed on for a moment. */
export function LivePreview({ fields }: { fields: BudgetFields }) {
  const { organisation } = useConsole();
  const nowMs = useQuarterHour();
  const [settled] = useDebouncedValue(fields, SETTLED_MS);
  const body = bodyOf(settled);
  // Who it belongs to and what it is called change nothing of what it shows.
  const preview = useBudgetPreview(body ? { ...body, name: "preview", owner: null, notes: null } : null);
  return (
    <PreviewPanel
      measure={settled.measure}
      preview={preview.data}
      asking={body !== null}
      stale={settled !== fields || preview.isPlaceholderData}
      problem={preview.error?.message ?? null}
      nowMs={nowMs}
      zone={organisation.timezone}
    />
  );
}
