"use client";

import { Button, SegmentedControl, Skeleton, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { useAlertRules, useChangeRule } from "@/app/hooks/use-alert-rules";
import { useConsole } from "@/app/hooks/use-console";
import { AlertSections } from "@/components/alerts/alert-sections";
import { plural } from "@/components/format/number";
import { ruleColumns } from "@/components/rules/rule-columns";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { ApiProblem } from "../../api-problem";
import { EditRule } from "./edit-rule";
import { NewRule } from "./new-rule";

const VIEWS = ["all", "on", "suggested", "changed"] as const;
const KEYS = { show: parseAsStringLiteral(VIEWS).withDefault("all"), edit: parseAsString, from: parseAsString };
const CLOSED = { edit: null, from: null };

export function Rules() {
  const { user } = useConsole();
  const mayChange = user.role === "admin";
  const list = useAlertRules();
  const change = useChangeRule();
  const [state, setState] = useQueryStates(KEYS, { history: "push" });
  const rules = list.data;
  const { mutate } = change;
  const busy = change.isPending ? change.variables.id : null;
  const columns = useMemo(
    () =>
      ruleColumns({
        mayChange,
        busy,
        onSwitch: ({ id, title }, on) =>
          mutate(
            { id, change: { on } },
            { onSuccess: () => notifications.show({ title, message: on ? "Watched from now on." : "Switched off." }) },
          ),
        onCalibrated: ({ id, title }) =>
          mutate(
            { id, change: { on: true, threshold: "calibrated" } },
            { onSuccess: () => notifications.show({ title, message: "Watched from now on, at the value of your own history." }) },
          ),
        onEdit: ({ id }) => void setState({ edit: id }),
      }),
    [mayChange, busy, mutate, setState],
  );
  const shown = (rules ?? []).filter(
    (rule) =>
      state.show === "all" ||
      (state.show === "on" && rule.on) ||
      (state.show === "suggested" && rule.suggested && !rule.on) ||
      (state.show === "changed" && (rule.origin === "custom" || rule.edited.length > 0)),
  );
  const edited = rules?.find(({ id }) => id === state.edit);
  return (
    <>
      <PageHeader
        title="Alert rules"
        description="What is watched, for whom, and why. Rules that compare a subject with itself are on; those with a fixed number wait for one that fits."
      >
        {mayChange ? (
          <Button onClick={() => void setState({ edit: "new", from: null })}>Add a rule</Button>
        ) : (
          <Text size="sm" c="dimmed">
            Admins change rules.
          </Text>
        )}
      </PageHeader>
      <AlertSections here="/alerts/rules" />
      {change.error ? <ApiProblem title="The rule was not changed" error={change.error} /> : null}
      <Panel
        title="Rules"
        description={rules ? `${plural(rules.filter(({ on }) => on).length, "rule")} of ${rules.length} on` : "Reading…"}
        actions={
          <SegmentedControl
            size="xs"
            aria-label="Which rules"
            value={state.show}
            onChange={(show) => void setState({ show: VIEWS.find((each) => each === show) ?? null })}
            data={[
              { value: "all", label: "All" },
              { value: "on", label: "On" },
              { value: "suggested", label: "Suggested" },
              { value: "changed", label: "Changed" },
            ]}
          />
        }
      >
        {list.error && !rules ? (
          <ApiProblem title="Rules cannot be read" error={list.error} onRetry={() => list.refetch()} />
        ) : !rules ? (
          <Skeleton height={500} />
        ) : shown.length === 0 ? (
          <NothingHere title="No such rule">
            {state.show === "changed" ? "Every rule is as it was shipped." : "Show all of them to find one to switch on."}
          </NothingHere>
        ) : (
          <DataTable caption="Alert rules" columns={columns} rows={shown} rowKey={({ id }) => id} />
        )}
      </Panel>
      {edited ? (
        <EditRule
          key={edited.id}
          rule={edited}
          mayChange={mayChange}
          onDuplicate={() => void setState({ edit: "new", from: edited.id })}
          onClose={() => void setState(CLOSED)}
        />
      ) : null}
      {mayChange && state.edit === "new" && rules ? (
        <NewRule key={state.from ?? ""} from={rules.find(({ id }) => id === state.from)} onClose={() => void setState(CLOSED)} />
      ) : null}
    </>
  );
}
