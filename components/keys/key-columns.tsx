import { Group, Stack, Text } from "@mantine/core";
import { formatInstantShort } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { Money } from "@/components/ui/money";
import { Named } from "@/components/ui/named";
import { TextLink } from "@/components/ui/text-link";
import type { ProviderKey, SpendOfKey } from "@/lib/keys/contract";
import { dueText, SeverityMark, StatusMark } from "./marks";
import { Sparkline } from "./sparkline";

export interface KeyRow {
  key: ProviderKey;
  spend: SpendOfKey | undefined;
}

const RANK = ["critical", "high", "medium", "low", "info"];

function worst({ findings }: ProviderKey): number {
  return Math.min(RANK.length, ...findings.filter(({ accepted }) => !accepted).map(({ severity }) => RANK.indexOf(severity)));
}

function Findings({ findings }: ProviderKey) {
  const open = findings.filter(({ accepted }) => !accepted);
  if (open.length === 0)
    return (
      <Text span inherit c="dimmed">
        {findings.length > 0 ? `${findings.length} accepted` : "none"}
      </Text>
    );
  return (
    <Stack gap={4} miw={150}>
      {open.slice(0, 3).map((finding) => (
        <Group key={finding.id} gap={6} wrap="nowrap">
          <SeverityMark severity={finding.severity} />
          <Text size="xs">{finding.title}</Text>
        </Group>
      ))}
      {open.length > 3 ? <Text size="xs">and {open.length - 3} more</Text> : null}
    </Stack>
  );
}

/** The inventory's table; `days` are the 30 that a sparkline shows. */
export function keyColumns(zone: string, days: readonly string[]): Column<KeyRow>[] {
  return [
    {
      id: "name",
      header: "Key",
      sortBy: ({ key }) => key.name.toLowerCase(),
      cell: ({ key }) => (
        <Stack gap={0} miw={130}>
          <TextLink href={`/keys/${key.id}`}>{key.name}</TextLink>
          <Text size="xs" c="dimmed">
            {key.provider}, <Named dimension="environment" value={key.environment} />
            {key.values[0]?.last4 ? `, …${key.values[0].last4}` : ""}
          </Text>
        </Stack>
      ),
    },
    { id: "status", header: "Status", sortBy: ({ key }) => key.status, cell: ({ key }) => <StatusMark status={key.status} /> },
    { id: "findings", header: "Findings", sortBy: ({ key }) => worst(key), cell: ({ key }) => <Findings {...key} /> },
    {
      id: "owner",
      header: "Owner",
      sortBy: ({ key }) => key.owner?.email ?? "",
      cell: ({ key }) => (
        <Text inherit maw={150} style={{ overflowWrap: "anywhere" }}>
          {key.owner ? key.owner.name || key.owner.email : "nobody"}
        </Text>
      ),
    },
    {
      id: "spend",
      header: "Spend, 30 d",
      align: "end",
      sortBy: ({ spend }) => Number(spend?.effective_cost_usd ?? 0),
      cell: ({ key, spend }) => {
        if (!spend) return "–";
        const byDay = new Map(spend.by_day.map((each) => [each.day, each.effective_cost_usd]));
        return (
          <Stack gap={2} align="flex-end">
            <Money value={spend.effective_cost_usd} />
            <Sparkline values={days.map((day) => byDay.get(day) ?? null)} label={`Spend of ${key.name} by day`} />
          </Stack>
        );
      },
    },
    {
      id: "due",
      header: "Rotation",
      align: "end",
      sortBy: ({ key }) => key.days_left ?? Number.MAX_SAFE_INTEGER,
      cell: ({ key }) => (
        <Text span inherit c={key.days_left !== null && key.days_left < 0 ? "var(--cw-warn)" : undefined}>
          {dueText(key.days_left, key.due_reason)}
        </Text>
      ),
    },
    {
      id: "seen",
      header: "Last seen",
      align: "end",
      sortBy: ({ key }) => key.last_seen ?? "",
      cell: ({ key }) => (key.last_seen ? formatInstantShort(key.last_seen, zone) : "never"),
    },
  ];
}
