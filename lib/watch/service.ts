/** Watching: rules, what judges them, and what other rooms tell. The one door of this room. */

export * from "./backtest/service";
export * from "./calibration/service";
export * from "./evaluation/service";
export * from "./facts/service";
export * from "./rules/service";
