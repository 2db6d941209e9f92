"use client";

import { useDebouncedValue } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { isApiError } from "@/app/hooks/api";
import { placeHref } from "@/app/hooks/place";
import { useConsole } from "@/app/hooks/use-console";
import { type PreviewQuestion, useRulePreview } from "@/app/hooks/use-rule-preview";
import { BASE_DIMENSIONS } from "@/components/filters/dimensions";
import { isWhole } from "@/components/rules/condition-kinds";
import { type Firing, PreviewPanel } from "@/components/rules/preview-panel";
import { type RuleEntry, RuleForm } from "@/components/rules/rule-form";
import { TitledModal } from "@/components/ui/titled-modal";
import { ScopeEditor } from "../../scope-editor";

interface RuleDialogProps {
  title: string;
  start: RuleEntry;
  isNew: boolean;
  mayChange: boolean;
  /** How the back-test is asked about an entry. */
  question: (entry: RuleEntry) => PreviewQuestion;
  saving: boolean;
  error: Error | null;
  onSave: (entry: RuleEntry) => void;
  onClose: () => void;
  extra?: ReactNode;
}

const PATIENCE_MS = 400;

const faultsOf = (error: Error | null) =>
  // What is tried is sent within a member of its own; the form's fields are the same.
  (isApiError(error) ? error.fieldErrors : []).map(({ pointer, detail }) => ({
    pointer: pointer.replace(/^\/change(?=\/)/, ""),
    detail,
  }));

/** "tenant=acme|feature=chat": the filters that lead to the requests of a subject. */
function filtersOf(key: string): Record<string, string[]> {
  const pairs = key.split("|").map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)] as const);
  return Object.fromEntries(
    pairs.filter(([name]) => BASE_DIMENSIONS.some((each) => each === name)).map(([name, value]) => [name, [value]]),
  );
}

/** One rule as a form, and under it what it would have done: that follows what is typed, a moment after it was typed. */
export function RuleDialog({ title, start, isNew, mayChange, question, saving, error, onSave, onClose, extra }: RuleDialogProps) {
  const zone = useConsole().organisation.timezone;
  const [entry, setEntry] = useState(start);
  const [days, setDays] = useState(30);
  const [asked] = useDebouncedValue(question(entry), PATIENCE_MS);
  const preview = useRulePreview(asked, days, isWhole(entry.condition));
  const requestsOf = ({ at, until, subject }: Firing) => {
    const toMs = Date.parse(until) + 1;
    return placeHref("/events", { range: { fromMs: Date.parse(at), toMs }, zone, filters: filtersOf(subject.key) });
  };
  return (
    <TitledModal onClose={onClose} title={title} size="xl">
      <RuleForm
        entry={entry}
        onEntry={setEntry}
        isNew={isNew}
        mayChange={mayChange}
        scopeEditor={
          <ScopeEditor
            scope={entry.scope}
            dimensions={BASE_DIMENSIONS}
            onChange={(scope) => setEntry((before) => ({ ...before, scope }))}
          />
        }
        preview={
          <PreviewPanel
            condition={entry.condition}
            answer={preview.data}
            problem={preview.error?.message ?? null}
            stale={preview.isFetching}
            days={days}
            zone={zone}
            onDays={setDays}
            requestsOf={requestsOf}
          />
        }
        saving={saving}
        problem={error?.message ?? null}
        faults={[...faultsOf(error), ...faultsOf(preview.error)]}
        onSave={() => onSave(entry)}
        onCancel={onClose}
        extra={extra}
      />
    </TitledModal>
  );
}
