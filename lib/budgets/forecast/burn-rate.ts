/**
 * How fast a limit is being used: the rate of spend in a window over the even rate that would use the limit exactly by
 * the period's end (Google's SRE Workbook, chapter 5). 1 = on the ideal line, 14.4 in the last hour of a month = 2% of the month's limit
 * gone in that hour. The window may reach back before the period.
 * @param spentInWindow what was used in the `windowHours` before now
 * @throws RangeError for a limit, window or period that is not positive
 */
export function burnRate(question: {
  spentInWindow: number;
  windowHours: number;
  limit: number;
  periodStartMs: number;
  periodEndMs: number;
}): number {
  const { spentInWindow, windowHours, limit, periodStartMs, periodEndMs } = question;
  const periodHours = (periodEndMs - periodStartMs) / 3_600_000;
  if (!(limit > 0 && windowHours > 0 && periodHours > 0))
    throw new RangeError("a burn rate needs a limit, a window and a period longer than nothing");
  return spentInWindow / windowHours / (limit / periodHours);
}
