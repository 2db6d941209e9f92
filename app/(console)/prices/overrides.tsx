"use client";

import { Button, Modal, Skeleton, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { isApiError } from "@/app/hooks/api";
import { useConsole } from "@/app/hooks/use-console";
import { useCreateOverride, useOverrides, useWithdrawOverride } from "@/app/hooks/use-prices";
import { overrideColumns } from "@/components/prices/override-columns";
import { OverrideForm } from "@/components/prices/override-form";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";
import { ApiProblem } from "../api-problem";

export function Overrides() {
  const { user, organisation } = useConsole();
  const overrides = useOverrides();
  const create = useCreateOverride();
  const withdraw = useWithdrawOverride();
  const [adding, { open, close }] = useDisclosure(false);
  const isAdmin = user.role === "admin";
  const rows = overrides.data?.filter((override) => override.deleted_at === null);
  const asks = isApiError(create.error) && create.error.code === "confirmation_required";
  const finish = () => {
    create.reset();
    close();
  };
  return (
    <Panel
      title="Overrides"
      description="Agreed rates and discounts. They change the effective cost from their start on, never the list cost; past usage keeps its cost until it is re-rated."
      actions={
        isAdmin ? (
          <Button size="xs" onClick={open}>
            Add an override
          </Button>
        ) : null
      }
    >
      {withdraw.error ? <ApiProblem title="The override still stands" error={withdraw.error} /> : null}
      {overrides.error && !rows ? (
        <ApiProblem title="Overrides cannot be read" error={overrides.error} onRetry={() => overrides.refetch()} />
      ) : !rows ? (
        <Skeleton height={160} />
      ) : rows.length === 0 ? (
        <NothingHere title="Everything costs its list price">Add an override for what was agreed with a provider.</NothingHere>
      ) : (
        <DataTable
          caption="Price overrides"
          columns={overrideColumns(organisation.timezone, isAdmin ? (id) => withdraw.mutate(id) : null)}
          rows={rows}
          rowKey={(row) => row.id}
        />
      )}
      <Modal
        opened={adding}
        onClose={finish}
        title={<Text fw={650}>Add an override</Text>}
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <OverrideForm
          saving={create.isPending}
          problem={create.error && !asks ? create.error.message : null}
          confirmation={asks && create.error ? create.error.message : null}
          onCancel={finish}
          onSave={(entry, confirm) => create.mutate({ ...entry, confirm }, { onSuccess: finish })}
        />
      </Modal>
    </Panel>
  );
}
