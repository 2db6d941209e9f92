import { log } from "@/lib/platform/log";
import { MINUTE_MS } from "@/lib/platform/time";
import { mostUsedFirst } from "../readings/standing-answer";
import type { LiveStanding } from "../standings/live";
import type { LiveBook } from "../standings/live-book";
import { forecasts } from "./forecasts";

/** Of a template's many subjects, forecasts are made for those that used this share of their limit, the most used first. */
const LEAST_USED = 0.2;
const MOST_SUBJECTS = 500;

function wanted(book: LiveBook): LiveStanding[] {
  const own: LiveStanding[] = [];
  const subjects: LiveStanding[] = [];
  for (const live of book.all()) {
    for (const standing of live.standings.values()) {
      if (standing.subject === null) own.push(standing);
      else if (standing.usedRatio >= LEAST_USED) subjects.push(standing);
    }
  }
  return [...own, ...subjects.sort(mostUsedFirst).slice(0, MOST_SUBJECTS)];
}

/** Keeps the forecasts of a book's budgets fresh, so that their thresholds are judged with every event. @returns how to stop */
export function keepForecasts(book: LiveBook): () => Promise<void> {
  let running: Promise<void> | undefined;
  const turn = () => {
    running ??= forecasts()
      .refresh(wanted(book))
      .catch((error: unknown) => log().error({ err: error }, "the forecasts of budgets could not be made; trying again"))
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(turn, MINUTE_MS);
  timer.unref();
  const first = setTimeout(turn, 5000);
  first.unref();
  return async () => {
    clearInterval(timer);
    clearTimeout(first);
    await running;
  };
}
