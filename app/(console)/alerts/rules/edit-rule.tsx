"use client";

import { Button } from "@mantine/core";
import { type RuleChangeBody, useChangeRule, useDeleteRule, useResetRule } from "@/app/hooks/use-alert-rules";
import type { RuleEntry } from "@/components/rules/rule-form";
import { ConfirmButton } from "@/components/ui/confirm-button";
import type { RuleAnswer } from "@/lib/watch/rules/contract";
import { RuleDialog } from "./rule-dialog";
import { entryOf } from "./rule-entry";

interface EditRuleProps {
  rule: RuleAnswer;
  mayChange: boolean;
  onDuplicate: () => void;
  onClose: () => void;
}

const sameText = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);

/** What of the entry differs from the rule: what is left alone keeps following what is shipped. */
function changeOf(rule: RuleAnswer, { condition, ...rest }: RuleEntry): RuleChangeBody {
  const fields = Object.fromEntries(Object.entries(condition).filter(([name, value]) => !sameText(value, rule.condition[name])));
  return {
    ...(rest.title !== rule.title ? { title: rest.title } : {}),
    ...(rest.reason !== rule.reason ? { reason: rest.reason } : {}),
    ...(rest.severity !== rule.severity ? { severity: rest.severity } : {}),
    ...(sameText(rest.scope, rule.scope) ? {} : { scope: rest.scope }),
    ...(sameText([...rest.subjects].sort(), [...rule.subjects].sort()) ? {} : { subjects: rest.subjects }),
    ...(Object.keys(fields).length > 0 ? { condition: fields } : {}),
  };
}

export function EditRule({ rule, mayChange, onDuplicate, onClose }: EditRuleProps) {
  const change = useChangeRule();
  const reset = useResetRule();
  const remove = useDeleteRule();
  return (
    <RuleDialog
      title={rule.title}
      start={entryOf(rule)}
      isNew={false}
      mayChange={mayChange}
      question={(entry) => ({ rule: rule.id, body: { change: changeOf(rule, entry) } })}
      saving={change.isPending}
      error={change.error ?? reset.error ?? remove.error}
      onSave={(entry) => {
        const changed = changeOf(rule, entry);
        if (Object.keys(changed).length === 0) onClose();
        else change.mutate({ id: rule.id, change: changed }, { onSuccess: onClose });
      }}
      onClose={onClose}
      extra={
        mayChange ? (
          <>
            <Button size="compact-sm" variant="default" onClick={onDuplicate}>
              Duplicate
            </Button>
            {rule.origin === "custom" ? (
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
            ) : null}
          </>
        ) : null
      }
    />
  );
}
