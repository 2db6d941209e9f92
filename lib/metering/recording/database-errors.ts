function sqlState(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}

/** Two transactions in each other's way: the one that was stopped goes again. */
export function isRetryable(error: unknown): boolean {
  return sqlState(error) === "40P01" || sqlState(error) === "40001";
}

/** The database refuses what an event holds: classes 22 (data), 23 (constraint) and 54 (limits). */
export function isRefusal(error: unknown): boolean {
  return /^(22|23|54)/.test(sqlState(error));
}
