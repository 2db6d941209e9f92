import { type DehydratedState, dehydrate, QueryClient } from "@tanstack/react-query";
import { NEWEST_EVENT } from "@/app/hooks/newest-event";
import { overviewQuestions, STACKED_BY } from "@/app/hooks/overview-questions";
import { comparedRanges, PRESETS, quarterHourOf, type RangeChoice, resolveRange, usableZone } from "@/app/hooks/range";
import { type SpendQuestion, spendKey, spendQuery } from "@/app/hooks/spend-question";
import { currentUser } from "@/lib/access/current-user";
import { reachOf } from "@/lib/access/service";
import { nowMs } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { loadOrganisation } from "@/lib/platform/organisation";
import type { Reach } from "@/lib/platform/reach";
import { listEvents as eventList, readSpend } from "@/lib/spend/operations";
import { listEvents, querySpend, readEventsRequest } from "@/lib/spend/service";

type Search = Record<string, string | string[] | undefined>;

function one(search: Search, name: string): string | null {
  const value = search[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function choiceOf(search: Search, organisationZone: string): RangeChoice {
  const preset = PRESETS.find((each) => each === one(search, "range")) ?? "30d";
  return { preset, from: one(search, "from"), to: one(search, "to"), zone: usableZone(one(search, "tz")) ?? organisationZone };
}

/** So long the page may wait for its figures; what comes later, the browser asks for itself. */
const PATIENCE_MS = 200;

/** An answer as it comes from the API: through its schema, and as JSON. */
const wire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

async function answerSpend(question: SpendQuestion, reach: Reach): Promise<unknown> {
  const given = Object.entries(spendQuery(question)).filter(([, value]) => value !== undefined && value !== "");
  return wire(
    readSpend.answer.parse(await querySpend(Object.fromEntries(given.map(([name, value]) => [name, String(value)])), reach)),
  );
}

/**
 * What the overview asks first, answered while the page is made: its figures are painted with the
 * page, not after two more round trips. Empty where something fails; then the browser asks itself.
 */
export async function firstAnswers(search: Search): Promise<DehydratedState> {
  const client = new QueryClient();
  try {
    // The layout sends whom it does not know away, but beside this, not before it.
    const person = await currentUser();
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    if (person) await Promise.race([answerFirst(client, search, reachOf(person)), late]);
  } catch (error) {
    log().warn({ err: error }, "the overview's first answers could not be read with the page");
    client.clear();
  }
  return dehydrate(client);
}

async function answerFirst(client: QueryClient, search: Search, reach: Reach): Promise<void> {
  const { timezone } = await loadOrganisation();
  const quarterMs = quarterHourOf(nowMs());
  const choice = choiceOf(search, timezone);
  const chosen = { range: resolveRange(choice, quarterMs), compared: comparedRanges(choice, quarterMs), zone: choice.zone };
  const by = STACKED_BY.find((each) => each === one(search, "stack")) ?? "tenant";
  const { today, month, ...others } = overviewQuestions(chosen, quarterMs, by);
  const questions: SpendQuestion[] = [today.current, today.previous, month.current, month.previous, ...Object.values(others)];
  await Promise.all([
    ...questions.map(async (question) => client.setQueryData(spendKey(question), await answerSpend(question, reach))),
    readEventsRequest(NEWEST_EVENT.query, reach)
      .then(listEvents)
      .then((page) => client.setQueryData(NEWEST_EVENT.key, wire(eventList.answer.parse(page)))),
  ]);
}
