import { singleton } from "@/lib/platform/singleton";
import type { StandingBook, StandingsListener } from "./standing";

/** Before the first reading nothing is known of any budget. */
const nothingYet: StandingBook = { matching: () => [], find: () => undefined, readAtMs: 0, reachable: false, version: 0 };

const state = singleton("standings", () => ({ book: nothingYet, kept: false, listeners: new Set<StandingsListener>() }));

/** Where every budget stands, as this instance knows it; at most a second behind what is committed. */
export function standings(): StandingBook {
  return state.book;
}

/** Calls back after standings changed. @returns how to stop */
export function onStandingsChange(listener: StandingsListener): () => void {
  state.listeners.add(listener);
  return () => state.listeners.delete(listener);
}

/** For who keeps the book. */
export function publishBook(book: StandingBook): void {
  state.book = book;
  state.kept = true;
}

/** Whether anybody in this process keeps a book. */
export function areStandingsKept(): boolean {
  return state.kept;
}

export function tellListeners(budgetIds: ReadonlySet<string>): void {
  for (const listener of state.listeners) listener(budgetIds);
}
