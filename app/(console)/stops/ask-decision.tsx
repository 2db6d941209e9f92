"use client";

import { useConsole } from "@/app/hooks/use-console";
import { useDecision } from "@/app/hooks/use-decision";
import { plainAmount } from "@/components/budgets/budget-fields";
import { type CallEntry, DecisionPanel } from "@/components/stops/decision-panel";
import { NothingHere } from "@/components/ui/nothing-here";

function given(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).flatMap(([name, text]) => (text.trim() ? [[name, text.trim()]] : [])));
}

export function AskDecision() {
  const { user, organisation } = useConsole();
  const decision = useDecision();
  if (user.role === "viewer") return <NothingHere title="Only to be read">Viewers do not ask for decisions.</NothingHere>;
  const ask = ({ tenant, tokens, cost, ...rest }: CallEntry) =>
    decision.mutate({
      tenant: tenant.trim(),
      ...given(rest),
      ...(tokens.trim() ? { estimated_tokens: Number(plainAmount(tokens)) } : {}),
      ...(cost.trim() ? { estimated_cost_usd: plainAmount(cost) } : {}),
    });
  return (
    <DecisionPanel
      asking={decision.isPending}
      problem={decision.error?.message ?? null}
      decision={decision.data}
      zone={organisation.timezone}
      onAsk={ask}
    />
  );
}
