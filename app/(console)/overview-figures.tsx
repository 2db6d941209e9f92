"use client";

import { SimpleGrid, Text } from "@mantine/core";
import { overviewQuestions } from "@/app/hooks/overview-questions";
import type { SpendQuestion } from "@/app/hooks/spend-question";
import { useQuarterHour } from "@/app/hooks/use-now";
import type { RangeState } from "@/app/hooks/use-range";
import { coverageFacts, knownCost, type SpendReport, useSpend } from "@/app/hooks/use-spend";
import { changeOf } from "@/components/format/money";
import { formatCount, formatShare, plural } from "@/components/format/number";
import { Change } from "@/components/ui/change";
import { Coverage } from "@/components/ui/coverage";
import { Money } from "@/components/ui/money";
import { Panel } from "@/components/ui/panel";
import { StatCard } from "@/components/ui/stat-card";
import { TextLink } from "@/components/ui/text-link";
import { REFRESH_MS } from "./refresh";

/** A total and the one before it; the one before is history and need not be asked again. */
function usePair(questions: { current: SpendQuestion; previous: SpendQuestion }) {
  const current = useSpend(questions.current, { refreshMs: REFRESH_MS }).data;
  const previous = useSpend(questions.previous).data;
  return { current, previous };
}

function costOf(report: SpendReport | undefined): string | null {
  return report?.total.effective_cost_usd ?? null;
}

/** Nothing was spent where nothing was asked; what was asked and has no price is unpriced. */
function spent(report: SpendReport | undefined) {
  if (!report) return undefined;
  return <Money value={Number(report.total.requests) === 0 ? "0" : knownCost(report.total)} />;
}

interface OverviewFiguresProps {
  range: RangeState;
  report: SpendReport | undefined;
}

export function OverviewFigures({ range, report }: OverviewFiguresProps) {
  const questions = overviewQuestions(range, useQuarterHour(), "tenant");
  const today = usePair(questions.today);
  const month = usePair(questions.month);
  const before = useSpend(questions.before).data;
  const facts = report ? coverageFacts(report) : undefined;
  const unpricedShare = facts && facts.requests > 0 ? facts.unpricedRequests / facts.requests : 0;
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="md">
        <StatCard label="Spend today" value={spent(today.current)}>
          <Change change={changeOf(costOf(today.previous), costOf(today.current))} comparedWith="yesterday by this time" />
        </StatCard>
        <StatCard label="Month to date" value={spent(month.current)}>
          <Change change={changeOf(costOf(month.previous), costOf(month.current))} comparedWith="last month by this day" />
        </StatCard>
        <StatCard label="Requests in range" value={report ? formatCount(report.total.requests) : undefined}>
          <Change
            change={before && report ? changeOf(String(before.total.requests), String(report.total.requests)) : null}
            comparedWith="the period before"
          />
        </StatCard>
        <StatCard
          label="Unpriced requests"
          value={
            facts ? (
              <span style={facts.unpricedRequests ? { color: "var(--cw-warn)" } : {}}>{formatShare(unpricedShare)}</span>
            ) : undefined
          }
        >
          <Text size="xs" c="dimmed">
            {facts?.unpricedRequests ? (
              <TextLink href="/prices?view=unpriced" underline>
                Price {plural(facts.unpricedRequests, "request")}
              </TextLink>
            ) : (
              "every request has a price"
            )}
          </Text>
        </StatCard>
      </SimpleGrid>
      {facts && facts.requests > 0 ? (
        <Panel title="Where this range's total comes from" description={<Money value={facts.total} />}>
          <Coverage
            facts={facts}
            unpricedLink={
              <TextLink href="/prices?view=unpriced" underline>
                See the models
              </TextLink>
            }
          />
        </Panel>
      ) : null}
    </>
  );
}
