"use client";

import { Button, Group, MultiSelect, NativeSelect, SimpleGrid, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import { type Fault, faultAt } from "@/components/ui/fault";
import { FormProblem } from "@/components/ui/form-problem";
import type { RuleAnswer } from "@/lib/watch/rules/contract";
import { conditionWords, subjectName } from "./rule-words";

export interface RuleEntry {
  title: string;
  reason: string;
  severity: RuleAnswer["severity"];
  subjects: string[];
  scope: Record<string, string[]>;
  /** Fields of the condition that were changed. */
  condition: Record<string, unknown>;
}

interface RuleFormProps {
  rule: RuleAnswer;
  mayChange: boolean;
  subjectKinds: readonly string[];
  scopeEditor: (scope: RuleEntry["scope"], onChange: (scope: RuleEntry["scope"]) => void) => ReactNode;
  /** What the entry would have done to one's own history. */
  preview: (entry: RuleEntry) => ReactNode;
  saving: boolean;
  problem: string | null;
  faults: readonly Fault[];
  onSave: (entry: RuleEntry) => void;
  onCancel: () => void;
  extra?: ReactNode;
}

const FIELD_NAMES: Record<string, string> = {
  factor: "Times the usual",
  least_usd: "Least dollars of impact",
  least_active_hours: "Active hours before history counts",
  ceiling_tokens: "Tokens of an hour before history counts",
  least_factor: "Least times the expected",
  critical_usd: "Critical from so many dollars",
  window_minutes: "Minutes",
  above: "Above",
  critical_above: "Critical above",
  least_requests: "Least requests",
  deviation: "Deviation",
  critical_deviation: "Critical deviation",
  least: "At least",
  below: "Below",
  percentile: "Percentile",
  above_ms: "Above, milliseconds",
  by_ms: "By, milliseconds",
};

/** Fields that are parts of a whole: 0.05 stands for 5%. */
const IS_SHARE = /^(above|critical_above|below|deviation|critical_deviation)$/;

function numbersOf(condition: RuleAnswer["condition"]): string[] {
  return Object.keys(condition).filter((name) => typeof condition[name] === "number");
}

/** A rule's numbers, whom it is for, and what it would have done. */
export function RuleForm(props: RuleFormProps) {
  const { rule, mayChange, subjectKinds, scopeEditor, preview, saving, problem, faults, onSave, onCancel, extra } = props;
  const [entry, setEntry] = useState<RuleEntry>({
    title: rule.title,
    reason: rule.reason,
    severity: rule.severity,
    subjects: [...rule.subjects],
    scope: Object.fromEntries(Object.entries(rule.scope).map(([name, values]) => [name, [...(values ?? [])]])),
    condition: {},
  });
  const change = (part: Partial<RuleEntry>) => setEntry((before) => ({ ...before, ...part }));
  const [texts, setTexts] = useState(() =>
    Object.fromEntries(numbersOf(rule.condition).map((name) => [name, String(rule.condition[name])])),
  );
  const enter = (name: string, text: string) => {
    setTexts((before) => ({ ...before, [name]: text }));
    const value = Number(text.replaceAll(",", ""));
    if (text.trim() !== "" && Number.isFinite(value)) change({ condition: { ...entry.condition, [name]: value } });
  };
  const wrong = Object.values(texts).some((text) => text.trim() === "" || !Number.isFinite(Number(text.replaceAll(",", ""))));
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) onSave(entry);
      }}
    >
      <Stack gap="sm">
        <FormProblem message={problem} faults={faults} />
        <Text size="sm">{conditionWords({ ...rule.condition, ...entry.condition })}.</Text>
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
            data={["info", "warning", "critical"]}
            onChange={({ currentTarget: { value } }) => change({ severity: value as RuleEntry["severity"] })}
          />
        </SimpleGrid>
        <Textarea
          label="Why it is there"
          autosize
          readOnly={!mayChange}
          value={entry.reason}
          error={faultAt(faults, "/reason")}
          onChange={({ currentTarget: { value } }) => change({ reason: value })}
        />
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
          {Object.entries(texts).map(([name, text]) => (
            <TextInput
              key={name}
              label={FIELD_NAMES[name] ?? name.replaceAll("_", " ")}
              description={IS_SHARE.test(name) && Number(text) < 1 ? "a part: 0.05 is 5%" : undefined}
              inputMode="decimal"
              readOnly={!mayChange}
              value={text}
              error={
                faultAt(faults, `/condition/${name}`) ??
                (text.trim() === "" || !Number.isFinite(Number(text.replaceAll(",", ""))) ? "A number" : undefined)
              }
              onChange={({ currentTarget: { value } }) => enter(name, value)}
            />
          ))}
        </SimpleGrid>
        {typeof rule.condition.interactive_only === "boolean" ? (
          <Switch
            label="Streamed calls only"
            disabled={!mayChange}
            checked={Boolean(entry.condition.interactive_only ?? rule.condition.interactive_only)}
            onChange={({ currentTarget: { checked } }) =>
              change({ condition: { ...entry.condition, interactive_only: checked } })
            }
          />
        ) : null}
        <MultiSelect
          label="Judged alone for each"
          disabled={!mayChange}
          value={entry.subjects}
          data={subjectKinds.map((value) => ({ value, label: subjectName(value) }))}
          error={faultAt(faults, "/subjects")}
          onChange={(subjects) => change({ subjects })}
        />
        {mayChange ? (
          <div>
            <Text size="sm" fw={600}>
              Only for
            </Text>
            <Text size="xs" c="dimmed" mb={6}>
              Nothing chosen: for everything. * stands for any characters.
            </Text>
            {scopeEditor(entry.scope, (scope) => change({ scope }))}
            {faultAt(faults, "/scope") ? (
              <Text size="xs" c="var(--mantine-color-error)">
                {faultAt(faults, "/scope")}
              </Text>
            ) : null}
          </div>
        ) : null}
        {preview(entry)}
        <Group justify="space-between">
          <Group gap="xs">{extra}</Group>
          <Group gap="xs">
            <Button variant="default" onClick={onCancel}>
              {mayChange ? "Cancel" : "Close"}
            </Button>
            {mayChange ? (
              <Button type="submit" loading={saving} disabled={wrong}>
                Save the rule
              </Button>
            ) : null}
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
