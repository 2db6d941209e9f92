import { singleton } from "@/lib/platform/singleton";
import type { StandingBook } from "./standing";

/** Before the first reading nothing is known of any budget. */
const nothingYet: StandingBook = { matching: () => [], find: () => undefined, readAtMs: 0, reachable: false, version: 0 };

const state = singleton("standings", () => ({ book: nothingYet, kept: false }));

/** Where every budget stands, as this instance knows it; at most a second behind what is committed. */
export function standings(): StandingBook {
  return state.book;
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
