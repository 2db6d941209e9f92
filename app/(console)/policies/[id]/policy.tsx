"use client";

import { Button, Group, List, Skeleton, Stack, Text } from "@mantine/core";
import Link from "next/link";
import { placeHref } from "@/app/hooks/place";
import { useConsole } from "@/app/hooks/use-console";
import { usePolicy, useViolations } from "@/app/hooks/use-policies";
import { formatInstant } from "@/components/format/time";
import { boundWords, ruleWords } from "@/components/policies/policy-words";
import { violationColumns } from "@/components/policies/violation-columns";
import { DataTable } from "@/components/tables/data-table";
import { PagedPanel } from "@/components/tables/paged-panel";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import type { PolicyAnswer, ViolationAnswer } from "@/lib/budgets/policies/contract";
import { HOUR_MS } from "@/lib/platform/time";
import { ApiProblem } from "../../api-problem";
import { REFRESH_MS } from "../../refresh";

export function PolicyPage({ id }: { id: string }) {
  const { user } = useConsole();
  const policy = usePolicy(id);
  if (policy.error && !policy.data)
    return <ApiProblem title="The policy cannot be read" error={policy.error} onRetry={() => policy.refetch()} />;
  return (
    <>
      <PageHeader title={policy.data?.name ?? "Policy"} description={policy.data ? `Binds ${boundWords(policy.data)}.` : null}>
        {user.role === "admin" && policy.data && policy.data.deleted_at === null ? (
          <Button component={Link} href={`/policies?edit=${id}`} variant="default">
            Change
          </Button>
        ) : null}
      </PageHeader>
      <Stack gap="md">
        {policy.data ? <Rules policy={policy.data} /> : <Skeleton height={140} />}
        <Violations id={id} />
      </Stack>
    </>
  );
}

function Rules({ policy }: { policy: PolicyAnswer }) {
  const { organisation } = useConsole();
  const changed = policy.changed_at
    ? `; changed by ${policy.changed_by} on ${formatInstant(policy.changed_at, organisation.timezone)}`
    : "";
  return (
    <Panel
      title="Rules"
      description={`Made by ${policy.created_by} on ${formatInstant(policy.created_at, organisation.timezone)}${changed}.`}
    >
      <List size="sm">
        {ruleWords(policy).map((words) => (
          <List.Item key={words}>{words}</List.Item>
        ))}
        <List.Item>a call that asks first and violates it is {policy.on_ask === "deny" ? "denied" : "warned"}</List.Item>
      </List>
      {policy.note ? (
        <Text size="sm" c="dimmed" mt="xs">
          {policy.note}
        </Text>
      ) : null}
      {policy.deleted_at ? (
        <Group mt="xs">
          <Text size="sm" c="var(--cw-warn)">
            Deleted on {formatInstant(policy.deleted_at, organisation.timezone)}: it binds nobody.
          </Text>
        </Group>
      ) : null}
    </Panel>
  );
}

function Violations({ id }: { id: string }) {
  const { organisation } = useConsole();
  const zone = organisation.timezone;
  const list = useViolations(id, REFRESH_MS);
  const violations = list.data?.pages.flatMap((page) => page.violations);
  const eventsHref = ({ hour, tenant, feature, environment }: ViolationAnswer) =>
    placeHref("/events", {
      range: { fromMs: Date.parse(hour), toMs: Date.parse(hour) + HOUR_MS },
      zone,
      filters: { tenant: [tenant], feature: [feature], environment: [environment] },
    });
  return (
    <PagedPanel
      title="Violations"
      noun="violation"
      count={violations?.length}
      hasMore={list.hasNextPage}
      loadingMore={list.isFetchingNextPage}
      onMore={() => void list.fetchNextPage()}
      problem={
        list.error && !list.data ? (
          <ApiProblem title="Violations cannot be read" error={list.error} onRetry={() => list.refetch()} />
        ) : null
      }
      empty={<NothingHere title="No call violated it">A recorded call that does is counted here by its hour.</NothingHere>}
    >
      <DataTable
        caption="Violations by hour, newest first"
        columns={violationColumns(zone, eventsHref)}
        rows={violations ?? []}
        rowKey={(row) => [row.kind, row.tenant, row.feature, row.environment, row.model, row.hour].join("\u0000")}
      />
    </PagedPanel>
  );
}
