/** What rules would have said on the installation's own history. The one door of this part. */
export { type Backtest, backtest } from "./backtest";
export { previewRule } from "./preview";
