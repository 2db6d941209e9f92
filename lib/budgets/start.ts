import { forecasts } from "./forecasts/forecasts";
import { keepForecasts } from "./forecasts/keep";
import { keepStandings } from "./standings/keep";
import { StandingsKeeper } from "./standings/keeper";

/** Starts what this instance keeps of budgets: standings, crossings, forecasts. @returns how to stop */
export function startBudgets(): () => Promise<void> {
  const keeper = new StandingsKeeper((standing) => forecasts().restOf(standing));
  const stops = [keepForecasts(keeper.book), keepStandings(keeper)];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
