"use client";

import { Button, Modal, Skeleton, Text } from "@mantine/core";
import { parseAsString, useQueryState } from "nuqs";
import { isApiError } from "@/app/hooks/api";
import { useAlertRules } from "@/app/hooks/use-alert-rules";
import { useChannels } from "@/app/hooks/use-channels";
import { useConsole } from "@/app/hooks/use-console";
import { type RouteBody, useAlertRoutes, useDeleteRoute, useSaveRoute } from "@/app/hooks/use-routes";
import { AlertSections } from "@/components/alerts/alert-sections";
import { routeColumns } from "@/components/alerts/route-columns";
import { RouteForm } from "@/components/alerts/route-form";
import { plural } from "@/components/format/number";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import type { RouteAnswer } from "@/lib/alerts/contract";
import { ApiProblem } from "../../api-problem";

const NEW: RouteBody = {
  name: "",
  enabled: true,
  severities: [],
  rules: [],
  tenants: [],
  environments: [],
  owners: [],
  every_channel: false,
  channel_ids: [],
};

function bodyOf(route: RouteAnswer): RouteBody {
  const { id: _id, created_at: _at, created_by: _by, updated_at: _updated, ...body } = route;
  return body;
}

export function Routes() {
  const { user } = useConsole();
  const mayChange = user.role === "admin";
  const list = useAlertRoutes();
  const channels = useChannels(60_000).data?.channels ?? [];
  const rules = useAlertRules(user.role !== "viewer").data ?? [];
  const remove = useDeleteRoute();
  const [edit, setEdit] = useQueryState("edit", parseAsString.withOptions({ history: "push" }));
  const routes = list.data;
  const edited = routes?.find(({ id }) => id === edit) ?? null;
  const save = useSaveRoute(edited?.id ?? null);
  const close = () => {
    save.reset();
    void setEdit(null);
  };
  const columns = routeColumns({
    mayChange,
    channelName: (id) => channels.find((each) => each.id === id)?.name ?? "a deleted channel",
    ruleTitle: (id) => rules.find((each) => each.id === id)?.title ?? id,
    onEdit: ({ id }) => void setEdit(id),
    onDelete: ({ id }) => remove.mutate(id),
  });
  return (
    <>
      <PageHeader
        title="Routes"
        description="Which alerts go to which channels. Several may match; what is only info waits for the daily digest."
      >
        {mayChange ? (
          <Button onClick={() => void setEdit("new")}>Add a route</Button>
        ) : (
          <Text size="sm" c="dimmed">
            Admins change routes.
          </Text>
        )}
      </PageHeader>
      <AlertSections here="/alerts/routes" />
      {remove.error ? <ApiProblem title="The route was not deleted" error={remove.error} /> : null}
      <Panel title="All routes" description={routes ? plural(routes.length, "route") : "Reading…"}>
        {list.error && !routes ? (
          <ApiProblem title="Routes cannot be read" error={list.error} onRetry={() => list.refetch()} />
        ) : !routes ? (
          <Skeleton height={160} />
        ) : routes.length === 0 ? (
          <NothingHere title="No route">Alerts wait in the inbox and reach nobody. Add one that leads to a channel.</NothingHere>
        ) : (
          <DataTable caption="Routes" columns={columns} rows={routes} rowKey={({ id }) => id} />
        )}
      </Panel>
      <Modal
        opened={mayChange && (edit === "new" || edited !== null)}
        onClose={close}
        title={<Text fw={650}>{edited ? edited.name : "Add a route"}</Text>}
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <RouteForm
          start={edited ? bodyOf(edited) : NEW}
          channels={channels}
          rules={rules}
          saving={save.isPending}
          problem={save.error?.message ?? null}
          faults={isApiError(save.error) ? save.error.fieldErrors : []}
          onSave={(entry) => save.mutate(entry, { onSuccess: close })}
          onCancel={close}
        />
      </Modal>
    </>
  );
}
