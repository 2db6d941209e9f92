import { Button, Group, Stack, Text } from "@mantine/core";
import { formatCount } from "@/components/format/number";
import type { Column } from "@/components/tables/column";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { TextLink } from "@/components/ui/text-link";
import type { PolicyAnswer } from "@/lib/budgets/policies/contract";
import { boundWords, ruleWords } from "./policy-words";

interface Changing {
  deleting: string | null;
  onChange: (policy: PolicyAnswer) => void;
  onDelete: (id: string) => void;
}

/** `changing` is null for who may not change policies. */
export function policyColumns(changing: Changing | null): Column<PolicyAnswer>[] {
  const columns: Column<PolicyAnswer>[] = [
    {
      id: "name",
      header: "Policy",
      cell: (policy) => (
        <Stack gap={0} miw={170}>
          <TextLink href={`/policies/${policy.id}`}>{policy.name}</TextLink>
          <Text size="xs" c="dimmed" className="wrap-anywhere">
            binds {boundWords(policy)}
          </Text>
        </Stack>
      ),
    },
    {
      id: "rules",
      header: "Rules",
      cell: (policy) => (
        <Text size="sm" miw={200} className="wrap-anywhere">
          {ruleWords(policy).join("; ")}
        </Text>
      ),
    },
    { id: "ask", header: "Who asks is", nowrap: true, cell: (policy) => (policy.on_ask === "deny" ? "denied" : "warned") },
    {
      id: "violations",
      header: "Violations in a day",
      align: "end",
      nowrap: true,
      cell: (policy) =>
        policy.violations_last_day > 0 ? (
          <Text span inherit fw={600} c="var(--cw-warn)">
            {formatCount(policy.violations_last_day)}
          </Text>
        ) : (
          "none"
        ),
    },
  ];
  if (!changing) return columns;
  return [
    ...columns,
    {
      id: "actions",
      header: "Action",
      align: "end",
      cell: (policy) => (
        <Group gap="xs" wrap="nowrap" justify="flex-end">
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => changing.onChange(policy)}
            aria-label={`Change ${policy.name}`}
          >
            Change
          </Button>
          <ConfirmButton
            label="Delete"
            describes={policy.name}
            question={`${policy.name} binds nobody from then on; its violations stay readable. Delete it?`}
            loading={changing.deleting === policy.id}
            onConfirm={() => changing.onDelete(policy.id)}
          />
        </Group>
      ),
    },
  ];
}
