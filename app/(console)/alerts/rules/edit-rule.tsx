"use client";

import { Modal, Text } from "@mantine/core";
import { isApiError } from "@/app/hooks/api";
import { type RuleChangeBody, useChangeRule, useDeleteRule, useResetRule } from "@/app/hooks/use-alert-rules";
import { type RuleEntry, RuleForm } from "@/components/rules/rule-form";
import { SUBJECT_KINDS } from "@/components/rules/rule-words";
import { ConfirmButton } from "@/components/ui/confirm-button";
import type { RuleAnswer } from "@/lib/watch/rules/contract";
import { ScopeEditor } from "../../scope-editor";
import { RulePreview } from "./rule-preview";

interface EditRuleProps {
  rule: RuleAnswer;
  mayChange: boolean;
  onClose: () => void;
}

const sameText = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);

/** What of the entry differs from the rule: what is left alone keeps following what is shipped. */
function changeOf(rule: RuleAnswer, { condition, subjects, ...rest }: RuleEntry): RuleChangeBody {
  const kinds = SUBJECT_KINDS.filter((kind) => subjects.includes(kind));
  const numbers = Object.fromEntries(Object.entries(condition).filter(([name, value]) => value !== rule.condition[name]));
  return {
    ...(rest.title !== rule.title ? { title: rest.title } : {}),
    ...(rest.reason !== rule.reason ? { reason: rest.reason } : {}),
    ...(rest.severity !== rule.severity ? { severity: rest.severity } : {}),
    ...(sameText(rest.scope, rule.scope) ? {} : { scope: rest.scope }),
    ...(sameText([...kinds].sort(), [...rule.subjects].sort()) ? {} : { subjects: kinds }),
    ...(Object.keys(numbers).length > 0 ? { condition: numbers } : {}),
  };
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
        preview={(entry) => <RulePreview rule={rule} change={changeOf(rule, entry)} />}
        saving={change.isPending}
        problem={error?.message ?? null}
        faults={isApiError(error) ? error.fieldErrors : []}
        onCancel={onClose}
        onSave={(entry) => {
          const changed = changeOf(rule, entry);
          if (Object.keys(changed).length === 0) onClose();
          else change.mutate({ id: rule.id, change: changed }, { onSuccess: onClose });
        }}
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
