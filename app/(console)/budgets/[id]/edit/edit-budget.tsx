"use client";

import { SimpleGrid, Skeleton, Text, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { isApiError } from "@/app/hooks/api";
import { useChangeBudget } from "@/app/hooks/use-budget-changes";
import { useBudget } from "@/app/hooks/use-budgets";
import { useBudgetRights, useConsole } from "@/app/hooks/use-console";
import { type BudgetFields, fieldsOf, plainAmount, thresholdsOf } from "@/components/budgets/budget-fields";
import { BudgetForm } from "@/components/budgets/budget-form";
import type { Budget } from "@/components/budgets/shapes";
import { MEASURE_NAMES, periodWords, scopeWords } from "@/components/budgets/words";
import { faultAt } from "@/components/ui/fault";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { rfc3339, startOfLocalDate } from "@/lib/platform/time";
import { ApiProblem } from "../../../api-problem";
import { LivePreview } from "../../live-preview";

export function EditBudget({ id }: { id: string }) {
  const rights = useBudgetRights();
  const detail = useBudget(id);
  const budget = detail.data?.budget;
  return (
    <>
      <PageHeader
        title={budget ? `Change ${budget.name}` : "Change a budget"}
        description={
          <TextLink href={`/budgets/${id}`} underline>
            Back to the budget
          </TextLink>
        }
      />
      {!rights.mayEdit ? (
        <NothingHere title="Only to be read">{rights.reason}</NothingHere>
      ) : detail.error && !budget ? (
        <ApiProblem title="The budget cannot be read" error={detail.error} onRetry={() => detail.refetch()} />
      ) : budget ? (
        <Editor budget={budget} />
      ) : (
        <Skeleton height={640} />
      )}
    </>
  );
}

/** What changed; a limit that stays is not sent, so that its history says only what happened. */
function changeOf(budget: Budget, fields: BudgetFields, from: string, reason: string, zone: string) {
  const limit = plainAmount(fields.limit);
  const fromMs = from ? startOfLocalDate(from, zone) : null;
  return {
    name: fields.name.trim(),
    mode: fields.mode,
    on_unavailable: fields.onUnavailable,
    thresholds: thresholdsOf(fields),
    owner: fields.owner.trim() || null,
    notes: fields.notes.trim() || null,
    ...(limit === budget.base_limit
      ? {}
      : {
          limit,
          ...(fromMs === null ? {} : { limit_from: rfc3339(fromMs) }),
          ...(reason.trim() ? { limit_reason: reason.trim() } : {}),
        }),
  };
}

function Editor({ budget }: { budget: Budget }) {
  const { organisation } = useConsole();
  const router = useRouter();
  const change = useChangeBudget(budget.id);
  const [initial] = useState(() => fieldsOf(budget));
  const [fields, setFields] = useState(initial);
  const [from, setFrom] = useState("");
  const [reason, setReason] = useState("");
  const faults = isApiError(change.error) ? change.error.fieldErrors : [];
  const leave = () => router.push(`/budgets/${budget.id}`);
  const limitChanges = plainAmount(fields.limit) !== budget.base_limit;
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" style={{ alignItems: "start" }}>
      <BudgetForm
        initial={initial}
        fixed={
          <Text size="sm">
            {scopeWords(budget.scope, budget.each)}. {MEASURE_NAMES[budget.measure]}. {periodWords(budget.period)}. These stay:
            for others, archive this budget and make another.
          </Text>
        }
        limitExtras={
          limitChanges ? (
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
              <TextInput
                label="In force from"
                description="Empty: from now on"
                type="date"
                value={from}
                onChange={(event) => setFrom(event.currentTarget.value)}
                error={faultAt(faults, "/limit_from")}
              />
              <TextInput
                label="Why it changes"
                description="Kept in the limit's history"
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
                error={faultAt(faults, "/limit_reason")}
              />
            </SimpleGrid>
          ) : null
        }
        scopeEditor={() => null}
        saving={change.isPending}
        problem={change.error?.message ?? null}
        faults={faults}
        submitLabel="Save the changes"
        onFields={setFields}
        onSave={(given) => change.mutate(changeOf(budget, given, from, reason, organisation.timezone), { onSuccess: leave })}
        onCancel={leave}
      />
      <LivePreview fields={fields} />
    </SimpleGrid>
  );
}
