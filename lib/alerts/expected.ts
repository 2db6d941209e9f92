import type pg from "pg";
import { singleton } from "@/lib/platform/singleton";
import type { AlertScope } from "./raised";

/** An episode that people said was meant to be: its hours are to teach no baseline what is usual. */
export interface ExpectedEpisode {
  alertId: string;
  ruleId: string;
  subjectKey: string;
  subjectKind: string;
  scope: AlertScope;
  episode: string;
  /** From when until when, event time; `until` is the last time it was told of. */
  began: Date;
  until: Date;
  reason: string;
}

type Subscriber = (client: pg.ClientBase, episodes: readonly ExpectedEpisode[]) => Promise<void>;

const subscribers = singleton("expectedSubscribers", () => new Set<Subscriber>());

/** Calls back inside the transaction in which alerts are marked as expected. @returns how to stop */
export function onExpected(subscriber: Subscriber): () => void {
  subscribers.add(subscriber);
  return () => subscribers.delete(subscriber);
}

export async function tellExpected(client: pg.ClientBase, episodes: readonly ExpectedEpisode[]): Promise<void> {
  if (episodes.length === 0) return;
  for (const subscriber of subscribers) await subscriber(client, episodes);
}
