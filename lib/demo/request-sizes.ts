import type { Random } from "./random";

/**
 * Sizes of real requests: quantiles of the tokens in and out of two services of one provider over an hour of
 * 16 November 2023, computed from the Azure LLM inference traces (AzurePublicDataset; "Splitwise: Efficient
 * generative LLM inference using phase splitting", ISCA 2024), licence CC-BY 4.0. Only these figures are kept
 * here, not the traces. Tokens in and out are next to independent in both (rank correlation 0.07 and -0.02),
 * so they are drawn apart.
 */
export const REAL_SIZES = {
  conversation: {
    input: [2, 29, 181, 207, 396, 1020, 1189, 2734, 4083, 4142, 14050],
    output: [7, 16, 41, 54, 85, 129, 395, 424, 451, 601, 1000],
  },
  code: {
    input: [3, 17, 75, 147, 578, 1469, 2745, 5186, 7302, 7436, 7437],
    output: [6, 6, 6, 7, 9, 13, 24, 55, 90, 252, 1899],
  },
} as const;

/** The share of requests at or below each quantile. */
const SHARES = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1] as const;

/** Tokens drawn from a table of quantiles, straight lines between their logarithms. */
export function drawTokens(random: Random, quantiles: readonly number[], scale = 1): number {
  const share = random.next();
  let upper = 1;
  while (upper < SHARES.length - 1 && share > (SHARES[upper] ?? 1)) upper++;
  const [fromShare, toShare] = [SHARES[upper - 1] ?? 0, SHARES[upper] ?? 1];
  const [from, to] = [quantiles[upper - 1] ?? 1, quantiles[upper] ?? 1];
  const part = (share - fromShare) / (toShare - fromShare);
  return Math.max(1, Math.round(from * (to / from) ** part * scale));
}
