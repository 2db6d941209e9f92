import { Anchor, NativeSelect, Skeleton, Text } from "@mantine/core";
import { formatMoney } from "@/components/format/money";
import { plural } from "@/components/format/number";
import { formatInstantShort } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import { DataTable } from "@/components/tables/data-table";
import { Panel } from "@/components/ui/panel";
import { THRESHOLD_FIELD } from "@/lib/watch/rules/choices";
import type { Condition, ConditionKind } from "./condition-kinds";
import { fieldValue } from "./rule-words";

export interface Firing {
  at: string;
  until: string;
  subject: { kind: string; label: string; key: string };
  actual: number | null;
  threshold: number | null;
  usd: string | null;
}

interface PreviewPanelProps {
  /** Undefined while it is being judged. */
  answer: { fired: number; subjects: number; usd: string | null; note: string; firings: readonly Firing[] } | undefined;
  problem: string | null;
  condition: Condition;
  days: number;
  zone: string;
  stale: boolean;
  onDays: (days: number) => void;
  /** The address of the requests in it. */
  requestsOf: (firing: Firing) => string;
}

function columns({ zone, condition, requestsOf }: PreviewPanelProps): Column<Firing>[] {
  const field = THRESHOLD_FIELD[condition.kind as ConditionKind] ?? "";
  const shown = (value: number | null) => (value === null ? "–" : fieldValue(condition, field, value));
  return [
    {
      id: "at",
      header: "When",
      nowrap: true,
      cell: (firing) => (
        <Anchor href={requestsOf(firing)} target="_blank" inherit>
          {formatInstantShort(firing.at, zone)}
        </Anchor>
      ),
    },
    { id: "whom", header: "For whom", cell: ({ subject }) => subject.label },
    { id: "actual", header: "Measured", align: "end", nowrap: true, wide: true, cell: ({ actual }) => shown(actual) },
    { id: "usd", header: "Dollars", align: "end", nowrap: true, cell: ({ usd }) => (usd === null ? "–" : formatMoney(usd)) },
  ];
}

/** "Would have fired N times": when, for whom, for how much. */
export function PreviewPanel(props: PreviewPanelProps) {
  const { answer, problem, days, stale, onDays } = props;
  return (
    <Panel
      title="On your own history"
      actions={
        <NativeSelect
          size="xs"
          aria-label="Days of history"
          value={String(days)}
          data={[7, 30, 90].map((each) => ({ value: String(each), label: `${each} days` }))}
          onChange={({ currentTarget: { value } }) => onDays(Number(value))}
        />
      }
    >
      {problem ? (
        <Text size="sm" c="var(--cw-warn)" role="status">
          {problem}
        </Text>
      ) : !answer ? (
        <Skeleton height={120} />
      ) : (
        <>
          <Text size="sm" fw={600} role="status" opacity={stale ? 0.6 : 1}>
            {answer.fired === 0
              ? `It would not have fired in ${days} days.`
              : `It would have fired ${plural(answer.fired, "time")} for ${plural(answer.subjects, "subject")}${answer.usd === null ? "" : `, about ${formatMoney(answer.usd)}`}.`}
          </Text>
          <Text size="xs" c="dimmed" mb="xs">
            {answer.note}
          </Text>
          {answer.firings.length > 0 ? (
            <DataTable
              caption="When it would have fired, newest first"
              columns={columns(props)}
              rows={answer.firings}
              rowKey={({ at, subject }) => `${at} ${subject.key}`}
              maxHeight={220}
            />
          ) : null}
        </>
      )}
    </Panel>
  );
}
