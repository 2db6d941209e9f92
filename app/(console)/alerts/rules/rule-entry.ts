import { CONDITIONS } from "@/components/rules/condition-kinds";
import type { RuleEntry } from "@/components/rules/rule-form";
import type { RuleAnswer } from "@/lib/watch/rules/contract";

/** A rule as its form has it. */
export function entryOf({ title, reason, severity, subjects, scope, condition }: RuleAnswer): RuleEntry {
  return {
    ...{ title, reason, severity },
    subjects: [...subjects],
    scope: Object.fromEntries(Object.entries(scope).map(([name, values]) => [name, [...(values ?? [])]])),
    condition: { ...condition },
  };
}

/** What a new rule begins with: a copy of another one, or dollars of an hour of each tenant. */
export function newEntry(from: RuleAnswer | undefined): RuleEntry {
  if (from) return { ...entryOf(from), title: `${from.title} (copy)` };
  const { start, subjects } = CONDITIONS.amount;
  return { title: "", reason: "", severity: "warning", subjects: [...subjects], scope: {}, condition: { ...start } };
}
