/** Longest stretch of work that others in this process wait for, milliseconds. */
const STRETCH_MS = 3;

/** Lets others in between chunks of long work: `await breathe()` often, it mostly does nothing. */
export function breather(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < STRETCH_MS) return undefined;
    return new Promise((resolve) =>
      setImmediate(() => {
        since = performance.now();
        resolve();
      }),
    );
  };
}
