"use client";

import { notifications } from "@mantine/notifications";
import { type NewRuleBody, useCreateRule } from "@/app/hooks/use-alert-rules";
import type { RuleEntry } from "@/components/rules/rule-form";
import type { RuleAnswer } from "@/lib/watch/rules/contract";
import { RuleDialog } from "./rule-dialog";
import { newEntry } from "./rule-entry";

interface NewRuleProps {
  /** The rule that it begins as a copy of. */
  from: RuleAnswer | undefined;
  onClose: () => void;
}

/** The server says which members a condition of a kind has: the form only follows. */
const bodyOf = ({ title, reason, ...rest }: RuleEntry) =>
  ({ ...rest, title: title.trim(), reason: reason.trim() }) as unknown as NewRuleBody;

export function NewRule({ from, onClose }: NewRuleProps) {
  const create = useCreateRule();
  return (
    <RuleDialog
      title="Add a rule"
      start={newEntry(from)}
      isNew
      mayChange
      question={({ subjects, scope, condition }) => ({ rule: null, body: { subjects, scope, condition } })}
      saving={create.isPending}
      error={create.error}
      onSave={(entry) =>
        create.mutate(bodyOf(entry), {
          onSuccess: ({ title }) => {
            notifications.show({ title, message: "Watched from now on." });
            onClose();
          },
        })
      }
      onClose={onClose}
    />
  );
}
