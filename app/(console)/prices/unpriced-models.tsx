"use client";

import { Button, Modal, Skeleton, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { parseAsString, useQueryStates } from "nuqs";
import { isApiError } from "@/app/hooks/api";
import { useConsole } from "@/app/hooks/use-console";
import { useCreatePrice, useUnpriced } from "@/app/hooks/use-prices";
import { plural } from "@/components/format/number";
import { PriceForm } from "@/components/prices/price-form";
import { unpricedColumns } from "@/components/prices/unpriced-columns";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";
import { ApiProblem } from "../api-problem";

const KEYS = { provider: parseAsString, model: parseAsString };

export function UnpricedModels() {
  const { user, organisation } = useConsole();
  const unpriced = useUnpriced();
  const create = useCreatePrice();
  // The model being priced is in the address, so that an event can lead here.
  const [chosen, setChosen] = useQueryStates(KEYS);
  const mayPrice = user.role === "admin";
  const close = () => {
    create.reset();
    void setChosen(null);
  };
  const asks = isApiError(create.error) && create.error.code === "confirmation_required";
  return (
    <Panel
      title="Models without a price"
      description="Their usage is recorded and in no total. Pricing one rates its past too."
      actions={
        mayPrice ? (
          <Button size="xs" variant="default" onClick={() => void setChosen({ provider: "", model: "" })}>
            Price a model
          </Button>
        ) : null
      }
    >
      {unpriced.error && !unpriced.data ? (
        <ApiProblem title="Unpriced models cannot be read" error={unpriced.error} onRetry={() => unpriced.refetch()} />
      ) : !unpriced.data ? (
        <Skeleton height={200} />
      ) : unpriced.data.length === 0 ? (
        <NothingHere title="Every event has a price">A model that the price book does not know will appear here.</NothingHere>
      ) : (
        <DataTable
          caption="Unpriced models"
          columns={unpricedColumns(
            organisation.timezone,
            mayPrice ? ({ provider, model }) => void setChosen({ provider, model }) : null,
          )}
          rows={unpriced.data}
          rowKey={(row) => `${row.provider} ${row.model}`}
        />
      )}
      <Modal
        opened={mayPrice && chosen.model !== null}
        onClose={close}
        title={<Text fw={650}>Price a model</Text>}
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <PriceForm
          initial={{ provider: chosen.provider ?? "", model: chosen.model ?? "" }}
          saving={create.isPending}
          problem={create.error && !asks ? create.error.message : null}
          confirmation={asks && create.error ? create.error.message : null}
          onCancel={close}
          onSave={(entry, confirm) =>
            create.mutate(
              { ...entry, confirm },
              {
                onSuccess: ({ events_priced }) => {
                  notifications.show({
                    title: `${entry.model} has a price`,
                    message: `${plural(events_priced, "event")} rated with it.`,
                  });
                  close();
                },
              },
            )
          }
        />
      </Modal>
    </Panel>
  );
}
