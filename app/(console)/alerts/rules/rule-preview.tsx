"use client";

import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import type { RuleChangeBody } from "@/app/hooks/use-alert-rules";
import { useConsole } from "@/app/hooks/use-console";
import { useRulePreview } from "@/app/hooks/use-rule-preview";
import { PreviewPanel } from "@/components/rules/preview-panel";
import type { RuleAnswer } from "@/lib/watch/rules/contract";

const PATIENCE_MS = 400;

/** Follows what is typed, a moment after it was typed. */
export function RulePreview({ rule, change }: { rule: RuleAnswer; change: RuleChangeBody }) {
  const zone = useConsole().organisation.timezone;
  const [days, setDays] = useState(30);
  const [asked] = useDebouncedValue(change, PATIENCE_MS);
  const preview = useRulePreview(rule.id, asked, days);
  return (
    <PreviewPanel
      rule={rule}
      answer={preview.data}
      problem={preview.error?.message ?? null}
      stale={preview.isPlaceholderData}
      days={days}
      zone={zone}
      onDays={setDays}
    />
  );
}
