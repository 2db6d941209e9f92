import { Badge, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { valueLabel } from "@/components/filters/dimensions";
import { formatInstantShort } from "@/components/format/time";
import { Sparkline } from "@/components/keys/sparkline";
import type { Column } from "@/components/tables/column";
import { Money } from "@/components/ui/money";
import { Named } from "@/components/ui/named";
import { TextLink } from "@/components/ui/text-link";
import type { DirectoryEntry, DirectoryKind, SpendOfEntry } from "@/lib/directory/contract";

export interface EntryRow {
  entry: DirectoryEntry;
  spend: SpendOfEntry | undefined;
}

interface Shown {
  kind: DirectoryKind;
  zone: string;
  /** The 30 days that a sparkline shows. */
  days: readonly string[];
  /** Names that were merged into others, which have no spend of their own. */
  merged: boolean;
  /** Null for those who may not change anything. */
  onOpen: ((entry: DirectoryEntry) => void) | null;
}

function Name({ kind, entry, onOpen }: Pick<Shown, "kind" | "onOpen"> & { entry: DirectoryEntry }) {
  const title = entry.display_name ?? entry.name;
  const under = [entry.display_name ? entry.name : "", ...entry.aliases].filter((name) => name !== "");
  return (
    <Stack gap={0} miw={140}>
      {onOpen ? (
        <UnstyledButton className="wrap-anywhere" c="var(--mantine-color-anchor)" fz="inherit" onClick={() => onOpen(entry)}>
          {title}
        </UnstyledButton>
      ) : (
        <Text span inherit className="wrap-anywhere">
          {title}
        </Text>
      )}
      {under.length > 0 ? (
        <Text size="xs" c="dimmed" className="wrap-anywhere">
          {under.join(", ")}
        </Text>
      ) : null}
      {entry.merged_into ? (
        <Text size="xs" c="dimmed" className="wrap-anywhere">
          read under <Named dimension={kind} value={entry.merged_into} />
        </Text>
      ) : null}
      {entry.tags.length > 0 ? (
        <Group gap={4} mt={2}>
          {entry.tags.map((tag) => (
            <Badge key={tag} size="xs" variant="default" tt="none">
              {tag}
            </Badge>
          ))}
        </Group>
      ) : null}
    </Stack>
  );
}

/** The table of one kind of names. */
export function entryColumns({ kind, zone, days, merged, onOpen }: Shown): Column<EntryRow>[] {
  const seen = (at: string | null | undefined) => (at ? formatInstantShort(at, zone) : "never");
  const spend: Column<EntryRow> = {
    id: "spend",
    header: "Spend, 30 days",
    align: "end",
    sortBy: ({ spend: of }) => Number(of?.effective_cost_usd ?? 0),
    cell: ({ entry, spend: of }) => {
      if (!of) return "–";
      const byDay = new Map(of.by_day.map((each) => [each.day, each.effective_cost_usd]));
      return (
        <Stack gap={2} align="flex-end">
          <TextLink href={`/explore?by=model&${kind}=${encodeURIComponent(entry.name)}`}>
            <Money value={of.effective_cost_usd} />
          </TextLink>
          <Sparkline
            values={days.map((day) => byDay.get(day) ?? null)}
            label={`Spend of ${valueLabel(kind, entry.name)} by day`}
          />
        </Stack>
      );
    },
  };
  return [
    {
      id: "name",
      header: "Name",
      sortBy: ({ entry }) => (entry.display_name ?? entry.name).toLowerCase(),
      cell: ({ entry }) => <Name kind={kind} entry={entry} onOpen={onOpen} />,
    },
    {
      id: "owner",
      header: "Owner",
      sortBy: ({ entry }) => entry.owner?.email ?? "",
      cell: ({ entry: { owner } }) => (
        <Text span inherit className="wrap-anywhere" c={owner?.gone ? "var(--cw-warn)" : undefined}>
          {owner ? `${owner.name || owner.email}${owner.gone ? ", gone" : ""}` : "nobody"}
        </Text>
      ),
    },
    {
      id: "cost-centre",
      header: "Cost centre",
      sortBy: ({ entry }) => entry.cost_centre ?? "",
      cell: ({ entry }) => entry.cost_centre ?? "–",
    },
    ...(merged ? [] : [spend]),
    {
      id: "first",
      header: "First seen",
      align: "end",
      nowrap: true,
      sortBy: ({ entry }) => entry.first_seen ?? "",
      cell: ({ entry }) => seen(entry.first_seen),
    },
    {
      id: "last",
      header: "Last seen",
      align: "end",
      nowrap: true,
      sortBy: ({ entry }) => entry.last_seen ?? "",
      cell: ({ entry }) => seen(entry.last_seen),
    },
  ];
}
