"use client";

import { isApiError } from "@/app/hooks/api";
import { useAlertRules } from "@/app/hooks/use-alert-rules";
import { useChannels } from "@/app/hooks/use-channels";
import { useConsole } from "@/app/hooks/use-console";
import { useEdited } from "@/app/hooks/use-edited";
import { type RouteBody, useAlertRoutes, useDeleteRoute, useSaveRoute } from "@/app/hooks/use-routes";
import { routeColumns } from "@/components/alerts/route-columns";
import { RouteForm } from "@/components/alerts/route-form";
import { TitledModal } from "@/components/ui/titled-modal";
import type { RouteAnswer } from "@/lib/alerts/routing/contract";
import { ApiProblem } from "../../api-problem";
import { ListPage } from "../list-page";
import { Unsent } from "../unsent";

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
  const { edited, isOpen, open, close } = useEdited(list.data);
  const save = useSaveRoute(edited?.id ?? null);
  const finish = () => {
    save.reset();
    close();
  };
  const columns = routeColumns({
    mayChange,
    channelName: (id) => channels.find((each) => each.id === id)?.name ?? "a deleted channel",
    ruleTitle: (id) => rules.find((each) => each.id === id)?.title ?? id,
    onEdit: ({ id }) => open(id),
    onDelete: ({ id }) => remove.mutate(id),
  });
  return (
    <>
      <ListPage
        here="/alerts/routes"
        title="Routes"
        description="Which alerts go to which channels. Several may match; what is only info waits for the daily digest."
        noun="route"
        onAdd={mayChange ? () => open("new") : null}
        whoMay="Admins change routes."
        list={list}
        rows={list.data}
        columns={columns}
        empty="Alerts wait in the inbox and reach nobody. Add one that leads to a channel."
      >
        {remove.error ? <ApiProblem title="The route was not deleted" error={remove.error} /> : null}
        <Unsent />
      </ListPage>
      <TitledModal opened={mayChange && isOpen} onClose={finish} title={edited ? edited.name : "Add a route"} size="lg">
        <RouteForm
          start={edited ? bodyOf(edited) : NEW}
          channels={channels}
          rules={rules}
          saving={save.isPending}
          problem={save.error?.message ?? null}
          faults={isApiError(save.error) ? save.error.fieldErrors : []}
          onSave={(entry) => save.mutate(entry, { onSuccess: finish })}
          onCancel={finish}
        />
      </TitledModal>
    </>
  );
}
