"use client";

import { Button, Group, MultiSelect, NativeSelect, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { type Fault, faultAt } from "@/components/ui/fault";
import { FormProblem } from "@/components/ui/form-problem";
import { SEVERITIES, SUBJECT_KINDS } from "@/lib/watch/rules/choices";
import type { RuleAnswer } from "@/lib/watch/rules/contract";
import { ConditionFields } from "./condition-fields";
import { CONDITIONS, type Condition, type ConditionKind, isWhole, kindOf } from "./condition-kinds";
import { conditionWords, subjectName } from "./rule-words";

export interface RuleEntry {
  title: string;
  reason: string;
  severity: RuleAnswer["severity"];
  subjects: RuleAnswer["subjects"];
  scope: Record<string, string[]>;
  condition: Condition;
}

interface RuleFormProps {
  entry: RuleEntry;
  onEntry: (entry: RuleEntry) => void;
  /** A new rule may be of any kind; one that is there keeps its own. */
  isNew: boolean;
  mayChange: boolean;
  /** Chooses what the rule is narrowed to. */
  scopeEditor: ReactNode;
  /** What the entry would have done to one's own history. */
  preview: ReactNode;
  saving: boolean;
  problem: string | null;
  faults: readonly Fault[];
  onSave: () => void;
  onCancel: () => void;
  extra?: ReactNode;
}

const KINDS = Object.entries(CONDITIONS).map(([value, { label }]) => ({ value, label }));

/** What a rule watches, with its numbers, whom it is for, and what it would have done. */
export function RuleForm(props: RuleFormProps) {
  const { entry, onEntry, isNew, mayChange, scopeEditor, preview, saving, problem, faults, onSave, onCancel, extra } = props;
  const change = (part: Partial<RuleEntry>) => onEntry({ ...entry, ...part });
  const wrong = !isWhole(entry.condition);
  const become = (kind: ConditionKind) =>
    change({ condition: { ...CONDITIONS[kind].start }, subjects: [...CONDITIONS[kind].subjects] });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) onSave();
      }}
    >
      <Stack gap="sm">
        <FormProblem message={problem} faults={faults} />
        {isNew ? (
          <NativeSelect
            label="What to watch"
            data-autofocus
            description={kindOf(entry.condition)?.hint}
            value={String(entry.condition.kind)}
            data={KINDS}
            onChange={({ currentTarget: { value } }) => become(value as ConditionKind)}
          />
        ) : null}
        {wrong ? null : (
          <Text size="sm" role="status">
            {conditionWords(entry.condition)}.
          </Text>
        )}
        <ConditionFields
          key={String(entry.condition.kind)}
          condition={entry.condition}
          readOnly={!mayChange}
          faults={faults}
          onChange={(condition) => change({ condition })}
        />
        <MultiSelect
          label="Judged alone for each"
          disabled={!mayChange}
          value={entry.subjects}
          data={SUBJECT_KINDS.map((value) => ({ value, label: subjectName(value) }))}
          error={faultAt(faults, "/subjects")}
          onChange={(values) => change({ subjects: SUBJECT_KINDS.filter((kind) => values.includes(kind)) })}
        />
        {mayChange ? (
          <div>
            <Text size="sm" fw={600}>
              Only for
            </Text>
            <Text size="xs" c="dimmed" mb={6}>
              Nothing chosen: for everything. * stands for any characters.
            </Text>
            {scopeEditor}
            {faultAt(faults, "/scope") ? (
              <Text size="xs" c="var(--mantine-color-error)">
                {faultAt(faults, "/scope")}
              </Text>
            ) : null}
          </div>
        ) : null}
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput
            label="Title"
            readOnly={!mayChange}
            value={entry.title}
            error={faultAt(faults, "/title")}
            onChange={({ currentTarget: { value } }) => change({ title: value })}
          />
          <NativeSelect
            label="Severity"
            disabled={!mayChange}
            value={entry.severity}
            data={[...SEVERITIES]}
            onChange={({ currentTarget: { value } }) =>
              change({ severity: SEVERITIES.find((each) => each === value) ?? entry.severity })
            }
          />
        </SimpleGrid>
        <Textarea
          label="Why it is there"
          description={isNew ? "Who is woken by it reads this first" : undefined}
          autosize
          readOnly={!mayChange}
          value={entry.reason}
          error={faultAt(faults, "/reason")}
          onChange={({ currentTarget: { value } }) => change({ reason: value })}
        />
        {preview}
        <Group justify="space-between">
          <Group gap="xs">{extra}</Group>
          <Group gap="xs">
            <Button variant="default" onClick={onCancel}>
              {mayChange ? "Cancel" : "Close"}
            </Button>
            {mayChange ? (
              <Button type="submit" loading={saving} disabled={wrong}>
                {isNew ? "Add the rule" : "Save the rule"}
              </Button>
            ) : null}
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
