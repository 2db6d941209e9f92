export { BACKTEST_HEADER, LineBacktest } from "./backtest/backtest-lines";
export { SeriesError } from "./backtest/parse-series";
