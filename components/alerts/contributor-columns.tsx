import { formatShare } from "@/components/format/number";
import type { Column } from "@/components/tables/column";
import { TextLink } from "@/components/ui/text-link";
import type { AlertAnswer } from "@/lib/alerts/contract";

type Contributor = AlertAnswer["contributors"][number];

export function contributorColumns(requestsOf: (scope: Readonly<Record<string, string>>) => string): Column<Contributor>[] {
  return [
    {
      id: "name",
      header: "Who or what",
      cell: ({ name, scope }) => (scope ? <TextLink href={requestsOf(scope)}>{name}</TextLink> : name),
    },
    { id: "value", header: "Part", align: "end", cell: ({ value }) => value },
    {
      id: "share",
      header: "Share",
      align: "end",
      cell: ({ share }) => (share === undefined ? "–" : formatShare(share)),
    },
  ];
}
