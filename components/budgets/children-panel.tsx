import { Stack, Text } from "@mantine/core";
import type { Column } from "@/components/tables/column";
import { DataTable } from "@/components/tables/data-table";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { Amount } from "./amount";
import type { BudgetDetail } from "./shapes";
import { UsedBar } from "./used-bar";
import { amountWords, type Measure, scopeWords } from "./words";

interface ChildrenPanelProps {
  measure: Measure;
  limit: string | null;
  detail: Pick<BudgetDetail, "parent" | "children">;
}

type Child = BudgetDetail["children"]["budgets"][number];

function columns(measure: Measure, { limits_total, spent_total }: BudgetDetail["children"]): Column<Child>[] {
  return [
    {
      id: "name",
      header: "Budget",
      cell: (child) => (
        <Stack gap={0} miw={130}>
          <TextLink href={`/budgets/${child.id}`}>{child.name}</TextLink>
          <Text size="xs" c="dimmed">
            {scopeWords(child.scope, child.each)}
          </Text>
        </Stack>
      ),
      total: "Sum",
    },
    { id: "used", header: "Used", nowrap: true, cell: (child) => <UsedBar ratio={child.used_ratio} width={90} /> },
    {
      id: "spent",
      header: "Spent",
      align: "end",
      nowrap: true,
      cell: (child) => <Amount measure={measure} value={child.spent} />,
      total: <Amount measure={measure} value={spent_total} />,
    },
    {
      id: "limit",
      header: "Limit",
      align: "end",
      nowrap: true,
      cell: (child) => <Amount measure={measure} value={child.limit} />,
      total: <Amount measure={measure} value={limits_total} />,
    },
  ];
}

/** The budgets inside this one, their sum beside its limit. */
export function ChildrenPanel({ measure, limit, detail }: ChildrenPanelProps) {
  const { parent, children } = detail;
  if (!parent && children.budgets.length === 0) return null;
  const over = children.over_allocated_by;
  return (
    <Panel
      title="Budgets around it"
      description={
        parent ? (
          <>
            Part of{" "}
            <TextLink href={`/budgets/${parent.id}`} underline>
              {parent.name}
            </TextLink>
          </>
        ) : null
      }
    >
      {children.budgets.length > 0 ? (
        <Stack gap="sm">
          <Text size="sm" role="status" {...(over && limit !== null ? { c: "var(--cw-warn)", fw: 600 } : {})}>
            {limit === null
              ? `Limits of ${amountWords(measure, children.limits_total)} in all.`
              : over
                ? `Over-allocated: the limits inside come to ${amountWords(measure, children.limits_total)}, ${amountWords(measure, over)} more than this one's ${amountWords(measure, limit)}.`
                : `The limits inside come to ${amountWords(measure, children.limits_total)} of this one's ${amountWords(measure, limit)}.`}
          </Text>
          <DataTable
            caption="Budgets inside this one"
            columns={columns(measure, children)}
            rows={children.budgets}
            rowKey={(child) => child.id}
            hasTotals
            maxHeight={420}
          />
        </Stack>
      ) : (
        <Text size="sm" c="dimmed">
          No other budget is inside this one.
        </Text>
      )}
    </Panel>
  );
}
