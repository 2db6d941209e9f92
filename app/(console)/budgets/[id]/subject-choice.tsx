"use client";

import { Button, Group, Text } from "@mantine/core";
import { useBudgetView } from "@/app/hooks/use-budget-view";
import type { Each } from "@/components/budgets/words";
import { valueLabel } from "@/components/filters/dimensions";

/** Which value of a template the figures below are of. */
export function SubjectChoice({ each, subject }: { each: Each; subject: string }) {
  const { setView } = useBudgetView();
  return (
    <Group gap="sm" role="status">
      <Text fw={650} className="wrap-anywhere">
        The {each} {valueLabel(each, subject)}
      </Text>
      <Button size="compact-sm" variant="default" onClick={() => void setView({ subject: null, at: null })}>
        Back to all
      </Button>
    </Group>
  );
}
