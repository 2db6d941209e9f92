"use client";

import { Button, Skeleton, Stack, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useAddress } from "@/app/hooks/use-address";
import { useConsole } from "@/app/hooks/use-console";
import { plural } from "@/components/format/number";
import { formatInstant } from "@/components/format/time";
import { SeverityMark } from "@/components/keys/marks";
import type { Column } from "@/components/tables/column";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import type { UnregisteredKey } from "@/lib/keys/contract";
import { ApiProblem } from "../api-problem";

interface UnregisteredProps {
  keys: UseQueryResult<UnregisteredKey[]>;
  onAdopt: ((key: UnregisteredKey) => void) | null;
}

const nameOf = (key: UnregisteredKey) => (key.last4 ? `…${key.last4}` : `${key.fingerprint.slice(0, 10)}…`);

export function Unregistered({ keys, onAdopt }: UnregisteredProps) {
  const { organisation } = useConsole();
  const { eventsHref } = useAddress();
  const zone = organisation.timezone;
  const columns: Column<UnregisteredKey>[] = [
    {
      id: "key",
      header: "Key",
      cell: (key) => (
        <Stack gap={0}>
          <TextLink href={eventsHref({ filters: { key: [key.fingerprint] } })}>{nameOf(key)}</TextLink>
          <Text size="xs" c="dimmed">
            {key.provider}
          </Text>
        </Stack>
      ),
    },
    { id: "finding", header: "Finding", cell: (key) => (key.finding ? <SeverityMark severity={key.finding.severity} /> : "–") },
    { id: "environments", header: "Environments", cell: (key) => key.environments.join(", ") },
    {
      id: "used",
      header: "Used by",
      cell: (key) => `${plural(key.tenants, "tenant")}, ${plural(key.features, "feature")}`,
    },
    { id: "first", header: "First seen", nowrap: true, cell: (key) => formatInstant(key.first_seen, zone) },
    { id: "last", header: "Last seen", nowrap: true, cell: (key) => formatInstant(key.last_seen, zone) },
    {
      id: "adopt",
      header: "Action",
      align: "end",
      cell: (key) =>
        onAdopt ? (
          <Button size="compact-sm" onClick={() => onAdopt(key)} aria-label={`Adopt ${nameOf(key)}`}>
            Adopt
          </Button>
        ) : null,
    },
  ];
  return (
    <Panel title="Unregistered" description="Keys that events carry and nobody registered.">
      {keys.error && !keys.data ? (
        <ApiProblem title="Unregistered keys cannot be read" error={keys.error} onRetry={() => keys.refetch()} />
      ) : !keys.data ? (
        <Skeleton height={160} />
      ) : keys.data.length === 0 ? (
        <NothingHere title="Every key that events carry is registered">
          Services name their key in each event by its digest: printf %s &quot;$KEY&quot; | sha256sum
        </NothingHere>
      ) : (
        <DataTable caption="Unregistered keys" columns={columns} rows={keys.data} rowKey={(key) => key.fingerprint} />
      )}
    </Panel>
  );
}
