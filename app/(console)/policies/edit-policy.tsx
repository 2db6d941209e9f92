"use client";

import { Modal, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { isApiError } from "@/app/hooks/api";
import { type PolicyBody, useSavePolicy } from "@/app/hooks/use-policies";
import { type PolicyFields, PolicyForm } from "@/components/policies/policy-form";
import type { PolicyAnswer } from "@/lib/budgets/policies/contract";

function bodyOf(fields: PolicyFields): PolicyBody {
  const text = (given: string) => given.trim() || null;
  return {
    name: fields.name.trim(),
    tenant: text(fields.tenant),
    feature: text(fields.feature),
    environment: text(fields.environment),
    allowed_models: fields.allowed,
    denied_models: fields.denied,
    require_pinned: fields.pinned,
    max_tokens_per_request: fields.tokens.trim() ? Number(fields.tokens) : null,
    max_cost_usd_per_request: text(fields.cost),
    on_ask: fields.onAsk,
    note: text(fields.note),
  };
}

/** Makes a policy, or changes the one given. */
export function EditPolicy({ policy, onClose }: { policy: PolicyAnswer | null; onClose: () => void }) {
  const save = useSavePolicy(policy?.id ?? null);
  return (
    <Modal
      opened
      onClose={onClose}
      title={<Text fw={650}>{policy ? `Change ${policy.name}` : "New policy"}</Text>}
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <PolicyForm
        policy={policy}
        saving={save.isPending}
        problem={save.error?.message ?? null}
        faults={isApiError(save.error) ? save.error.fieldErrors : []}
        onSave={(fields) =>
          save.mutate(bodyOf(fields), {
            onSuccess: ({ name }) => {
              notifications.show({ title: `${name} is in force`, message: "On every instance within a second." });
              onClose();
            },
          })
        }
        onCancel={onClose}
      />
    </Modal>
  );
}
