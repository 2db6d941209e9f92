"use client";

import { Modal, Text } from "@mantine/core";
import { isApiError } from "@/app/hooks/api";
import { useChangeRule, useDeleteRule, useResetRule } from "@/app/hooks/use-alert-rules";
import { RuleForm } from "@/components/rules/rule-form";
import { SUBJECT_KINDS } from "@/components/rules/rule-words";
import { ConfirmButton } from "@/components/ui/confirm-button";
import type { RuleAnswer } from "@/lib/watch/rules/contract";
import { ScopeEditor } from "../../scope-editor";

interface EditRuleProps {
  rule: RuleAnswer;
  mayChange: boolean;
  onClose: () => void;
}

export function EditRule({ rule, mayChange, onClose }: EditRuleProps) {
  const change = useChangeRule();
  const reset = useResetRule();
  const remove = useDeleteRule();
  const error = change.error ?? reset.error ?? remove.error;
  return (
    <Modal
      opened
      onClose={onClose}
      title={<Text fw={650}>{rule.title}</Text>}
      size="xl"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <RuleForm
        rule={rule}
        mayChange={mayChange}
        subjectKinds={SUBJECT_KINDS}
        scopeEditor={(scope, onChange) => <ScopeEditor scope={scope} onChange={onChange} />}
        preview={() => null}
        saving={change.isPending}
        problem={error?.message ?? null}
        faults={isApiError(error) ? error.fieldErrors : []}
        onCancel={onClose}
        onSave={({ condition, subjects, ...rest }) =>
          change.mutate(
            {
              id: rule.id,
              change: {
                ...rest,
                subjects: SUBJECT_KINDS.filter((kind) => subjects.includes(kind)),
                ...(Object.keys(condition).length > 0 ? { condition } : {}),
              },
            },
            { onSuccess: onClose },
          )
        }
        extra={
          !mayChange ? null : rule.origin === "custom" ? (
            <ConfirmButton
              label="Delete"
              question="Its alerts stay. Delete the rule?"
              loading={remove.isPending}
              onConfirm={() => remove.mutate(rule.id, { onSuccess: onClose })}
            />
          ) : rule.edited.length > 0 ? (
            <ConfirmButton
              label="As shipped"
              question={`Changed: ${rule.edited.join(", ")}. Make it what was shipped?`}
              loading={reset.isPending}
              onConfirm={() => reset.mutate(rule.id, { onSuccess: onClose })}
            />
          ) : null
        }
      />
    </Modal>
  );
}
