"use client";

import { Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useImportBudgets } from "@/app/hooks/use-budget-changes";
import { useBudgetRights } from "@/app/hooks/use-console";
import { ImportPanel } from "@/components/budgets/import-panel";
import { ImportResult } from "@/components/budgets/import-result";
import { plural } from "@/components/format/number";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { ApiProblem } from "../../api-problem";

export function ImportBudgets() {
  const rights = useBudgetRights();
  const router = useRouter();
  const check = useImportBudgets();
  const load = useImportBudgets();
  const [csv, setCsv] = useState("");
  const change = (text: string) => {
    setCsv(text);
    // What was checked is no longer what would be imported.
    check.reset();
    load.reset();
  };
  const done = ({ created, changed }: { created: number; changed: number }) => {
    notifications.show({ title: "Imported", message: `${plural(created, "budget")} made, ${changed} changed.` });
    router.push("/budgets");
  };
  return (
    <>
      <PageHeader
        title="Import budgets"
        description={
          <>
            Many at once, all or none.{" "}
            <TextLink href="/budgets" underline>
              All budgets
            </TextLink>
          </>
        }
      />
      {rights.mayEdit ? (
        <Stack gap="md">
          <ImportPanel csv={csv} onCsv={change} checking={check.isPending} onCheck={() => check.mutate({ csv, dry_run: true })} />
          {check.error ? <ApiProblem title="The CSV cannot be read" error={check.error} /> : null}
          {load.error ? <ApiProblem title="Nothing was imported" error={load.error} /> : null}
          {check.data ? (
            <ImportResult
              checked={check.data}
              importing={load.isPending}
              onImport={() => load.mutate({ csv, dry_run: false }, { onSuccess: done })}
            />
          ) : null}
        </Stack>
      ) : (
        <NothingHere title="Only to be read">{rights.reason}</NothingHere>
      )}
    </>
  );
}
