import { Button, Stack, Switch, Text } from "@mantine/core";
import { SeverityMark } from "@/components/alerts/severity-mark";
import type { Column } from "@/components/tables/column";
import type { RuleAnswer } from "@/lib/watch/rules/contract";
import { conditionWords, fieldValue, scopeWords, subjectWords } from "./rule-words";

interface RuleActions {
  mayChange: boolean;
  busy: string | null;
  onSwitch: (rule: RuleAnswer, on: boolean) => void;
  /** Switches a suggested rule on with the value from one's own history. */
  onCalibrated: (rule: RuleAnswer) => void;
  onEdit: (rule: RuleAnswer) => void;
}

function Value({ rule, actions }: { rule: RuleAnswer; actions: RuleActions }) {
  const { threshold, calibrated, condition } = rule;
  if (!threshold)
    return (
      <Text size="xs" c="dimmed">
        no number
      </Text>
    );
  const shown = (value: number) => fieldValue(condition, threshold.field, value);
  return (
    <Stack gap={2} align="flex-end">
      <Text span inherit fw={600}>
        {shown(threshold.value)}
      </Text>
      {threshold.shipped !== null && threshold.shipped !== threshold.value ? (
        <Text size="xs" c="dimmed">
          shipped as {shown(threshold.shipped)}
        </Text>
      ) : null}
      {calibrated && calibrated.value !== null && calibrated.value !== threshold.value ? (
        actions.mayChange ? (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => actions.onCalibrated(rule)}
            title={calibrated.note}
            aria-label={`Switch on ${rule.title} at ${shown(calibrated.value)}, from your own history`}
          >
            on at {shown(calibrated.value)}: own history
          </Button>
        ) : (
          <Text size="xs" c="dimmed" title={calibrated.note}>
            own history: {shown(calibrated.value)}
          </Text>
        )
      ) : calibrated ? (
        <Text size="xs" c="dimmed" maw={180} ta="end">
          {calibrated.value === null ? "not enough history yet" : "from your own history"}
        </Text>
      ) : null}
    </Stack>
  );
}

/** Rules with a switch, why they are there, and their number beside the one that one's own history suggests. */
export function ruleColumns(actions: RuleActions): Column<RuleAnswer>[] {
  return [
    {
      id: "on",
      header: "On",
      cell: (rule) => (
        <Switch
          checked={rule.on}
          disabled={!actions.mayChange || actions.busy === rule.id}
          onChange={({ currentTarget: { checked } }) => actions.onSwitch(rule, checked)}
          aria-label={rule.title}
        />
      ),
    },
    {
      id: "rule",
      header: "Rule",
      cell: (rule) => (
        <Stack gap={2} miw={{ base: 150, sm: 240 }}>
          <Text inherit fw={600}>
            {rule.title}
          </Text>
          <Text size="xs">{conditionWords(rule.condition)}</Text>
          <Text size="xs" c="dimmed">
            {rule.reason}
            {rule.reported ? ` Reported: ${rule.reported}.` : ""}
          </Text>
        </Stack>
      ),
    },
    {
      id: "whom",
      header: "For",
      wide: true,
      cell: ({ subjects, scope }) => (
        <Stack gap={0} miw={130}>
          <Text size="xs">{subjectWords(subjects)}</Text>
          {Object.keys(scope).length > 0 ? (
            <Text size="xs" c="var(--cw-warn)" className="wrap-anywhere">
              only {scopeWords(scope)}
            </Text>
          ) : null}
        </Stack>
      ),
    },
    { id: "severity", header: "Severity", wide: true, cell: ({ severity }) => <SeverityMark severity={severity} /> },
    { id: "value", header: "Value", wide: true, align: "end", cell: (rule) => <Value rule={rule} actions={actions} /> },
    {
      id: "edit",
      header: "Action",
      quietHeader: true,
      align: "end",
      cell: (rule) => (
        <Button size="compact-sm" variant="default" onClick={() => actions.onEdit(rule)} aria-label={`Edit ${rule.title}`}>
          {actions.mayChange ? "Edit" : "Look"}
        </Button>
      ),
    },
  ];
}
