"use client";

import { Button, Group, Text } from "@mantine/core";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useArchiveBudget } from "@/app/hooks/use-budget-changes";
import { useBudgetRights } from "@/app/hooks/use-console";
import type { Budget } from "@/components/budgets/shapes";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { ApiProblem } from "../../api-problem";

export function BudgetActions({ budget }: { budget: Budget }) {
  const rights = useBudgetRights();
  const router = useRouter();
  const archive = useArchiveBudget(budget.id);
  if (budget.archived_at)
    return (
      <Text size="sm" c="dimmed">
        Archived by {budget.archived_by}: it no longer counts, warns or blocks.
      </Text>
    );
  if (!rights.mayEdit)
    return (
      <Text size="sm" c="dimmed">
        {rights.reason}
      </Text>
    );
  return (
    <Group gap="xs">
      {archive.error ? <ApiProblem title="The budget is still in force" error={archive.error} /> : null}
      <ConfirmButton
        label="Archive"
        question="It stops counting, warning and blocking; its history stays. Archive it?"
        loading={archive.isPending}
        onConfirm={() => archive.mutate(undefined, { onSuccess: () => router.push("/budgets") })}
      />
      <Button component={Link} href={`/budgets/${budget.id}/edit`}>
        Change
      </Button>
    </Group>
  );
}
