/**
 * For a test that holds the product to a second of wall time: it may be tried again. A machine that stands still for a
 * moment says nothing of the product; one that is slow each time does.
 */
export const TIMED = { retry: 3 } as const;
