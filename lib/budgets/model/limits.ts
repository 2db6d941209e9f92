export interface LimitRow {
  amount: bigint;
  fromMs: number;
  reason: string | null;
  createdAtMs: number;
  createdBy: string;
}

export interface IncreaseRow {
  id: string;
  amount: bigint;
  fromMs: number;
  toMs: number;
  reason: string;
  createdAtMs: number;
  createdBy: string;
  endedAtMs: number | null;
  endedBy: string | null;
}

export interface LimitHistory {
  /** In the order in which they begin; of two at once the later made comes last. */
  limits: readonly LimitRow[];
  increases: readonly IncreaseRow[];
}

export function isInForce(increase: Pick<IncreaseRow, "fromMs" | "toMs" | "endedAtMs">, atMs: number): boolean {
  return increase.fromMs <= atMs && atMs < Math.min(increase.toMs, increase.endedAtMs ?? increase.toMs);
}

/** The newest limit that had begun; null before the first. Without increases. */
export function baseLimitAt({ limits }: LimitHistory, atMs: number): bigint | null {
  let found: bigint | null = null;
  for (const { amount, fromMs } of limits) if (fromMs <= atMs) found = amount;
  return found;
}

/** The limit in force at an instant, temporary increases included; null before the first. */
export function limitAt(history: LimitHistory, atMs: number): bigint | null {
  const base = baseLimitAt(history, atMs);
  if (base === null) return null;
  return history.increases.reduce((sum, increase) => (isInForce(increase, atMs) ? sum + increase.amount : sum), base);
}
