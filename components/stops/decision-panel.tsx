"use client";

import { Badge, Button, Group, List, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useForm } from "react-hook-form";
import { formatRatio } from "@/components/budgets/words";
import { formatInstantShort } from "@/components/format/time";
import { FormProblem } from "@/components/ui/form-problem";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import type { Decision, DecisionReason } from "@/lib/budgets/decisions/contract";

export interface CallEntry {
  tenant: string;
  feature: string;
  environment: string;
  provider: string;
  model: string;
  user: string;
  tokens: string;
  cost: string;
}

interface DecisionPanelProps {
  asking: boolean;
  problem: string | null;
  decision: Decision | undefined;
  zone: string;
  onAsk: (call: CallEntry) => void;
}

const EMPTY: CallEntry = {
  tenant: "",
  feature: "",
  environment: "production",
  provider: "",
  model: "",
  user: "",
  tokens: "",
  cost: "",
};

const OUTCOMES = {
  allow: { words: "Allowed", colour: "var(--cw-fall)" },
  warn: { words: "Allowed, with a warning", colour: "var(--cw-warn)" },
  throttle: { words: "Slowed down", colour: "var(--cw-warn)" },
  deny: { words: "Denied", colour: "var(--cw-rise)" },
} as const;

function place({ kind, id }: DecisionReason): string | null {
  if (id === null) return null;
  if (kind === "budget") return `/budgets/${id}`;
  return kind === "policy" ? `/policies/${id}` : kind === "stop" ? "/stops" : null;
}

function Reason({ reason, zone }: { reason: DecisionReason; zone: string }): ReactNode {
  const href = place(reason);
  return (
    <>
      <Badge variant="default" size="sm" mr={6}>
        {reason.kind}
      </Badge>
      {href ? (
        <TextLink href={href} underline>
          {reason.name}
        </TextLink>
      ) : (
        reason.name
      )}
      : {reason.message}
      {reason.used_ratio === null ? "" : ` ${formatRatio(reason.used_ratio)} of the limit is used.`}
      {reason.resets_at ? ` It ends by itself on ${formatInstantShort(reason.resets_at, zone)}.` : ""}
    </>
  );
}

/** What a service would be answered that asks before it spends. */
export function DecisionPanel({ asking, problem, decision, zone, onAsk }: DecisionPanelProps) {
  const { register, handleSubmit, formState } = useForm<CallEntry>({ defaultValues: EMPTY });
  return (
    <Panel
      title="Would this call be allowed?"
      description="Asks as a service would, and reserves nothing. Empty fields are left out."
    >
      <form onSubmit={handleSubmit(onAsk)} noValidate>
        <Stack gap="sm">
          <FormProblem message={problem} />
          <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
            <TextInput
              label="Tenant"
              error={formState.errors.tenant?.message}
              {...register("tenant", { validate: (text) => text.trim() !== "" || "Every call has a tenant" })}
            />
            <TextInput label="Feature" {...register("feature")} />
            <TextInput label="Environment" {...register("environment")} />
            <TextInput label="Provider" {...register("provider")} />
            <TextInput label="Model" {...register("model")} />
            <TextInput label="User" {...register("user")} />
            <TextInput label="Estimated tokens" inputMode="numeric" {...register("tokens")} />
            <TextInput label="Estimated cost, $" inputMode="decimal" {...register("cost")} />
          </SimpleGrid>
          <Group>
            <Button type="submit" loading={asking}>
              Ask
            </Button>
          </Group>
        </Stack>
      </form>
      <div role="status" aria-live="polite">
        {decision ? (
          <Stack gap="xs" mt="md">
            <Text size="lg" fw={650} c={OUTCOMES[decision.decision].colour}>
              {OUTCOMES[decision.decision].words}
            </Text>
            {decision.reasons.length === 0 ? (
              <Text size="sm">No stop, policy or budget stands in its way.</Text>
            ) : (
              <List size="sm" spacing={4}>
                {decision.reasons.map((reason) => (
                  <List.Item key={`${reason.kind} ${reason.id} ${reason.message}`}>
                    <Reason reason={reason} zone={zone} />
                  </List.Item>
                ))}
              </List>
            )}
            {decision.retry_after_ms ? (
              <Text size="sm" c="dimmed">
                Asking again makes sense in {(decision.retry_after_ms / 1000).toFixed(1)} s.
              </Text>
            ) : null}
          </Stack>
        ) : null}
      </div>
    </Panel>
  );
}
