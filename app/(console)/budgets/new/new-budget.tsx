"use client";

import { SimpleGrid } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { isApiError } from "@/app/hooks/api";
import { useCreateBudget } from "@/app/hooks/use-budget-changes";
import { useBudgetRights } from "@/app/hooks/use-console";
import { type BudgetFields, bodyOf, EMPTY } from "@/components/budgets/budget-fields";
import { BudgetForm } from "@/components/budgets/budget-form";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { ScopeEditor } from "../../scope-editor";
import { LivePreview } from "../live-preview";

export function NewBudget() {
  const rights = useBudgetRights();
  const router = useRouter();
  const create = useCreateBudget();
  const [fields, setFields] = useState<BudgetFields>(EMPTY);
  const save = (given: BudgetFields) => {
    const body = bodyOf(given);
    if (!body) return;
    create.mutate(
      { ...body, name: given.name.trim() },
      {
        onSuccess: (made) => {
          notifications.show({ title: `${made.name} is in force`, message: "Usage of the period so far counts." });
          router.push(`/budgets/${made.id}`);
        },
      },
    );
  };
  return (
    <>
      <PageHeader
        title="New budget"
        description={
          <TextLink href="/budgets" underline>
            All budgets
          </TextLink>
        }
      />
      {rights.mayEdit ? (
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" style={{ alignItems: "start" }}>
          <BudgetForm
            initial={EMPTY}
            scopeEditor={(scope, onChange) => <ScopeEditor scope={scope} onChange={onChange} />}
            saving={create.isPending}
            problem={create.error?.message ?? null}
            faults={isApiError(create.error) ? create.error.fieldErrors : []}
            submitLabel="Make the budget"
            onFields={setFields}
            onSave={save}
            onCancel={() => router.push("/budgets")}
          />
          <LivePreview fields={fields} />
        </SimpleGrid>
      ) : (
        <NothingHere title="Only to be read">{rights.reason}</NothingHere>
      )}
    </>
  );
}
