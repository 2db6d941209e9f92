import { HOUR_MS } from "@/lib/platform/time";

/** Share of the busiest hour, people at work. */
const OFFICE = [2, 1, 1, 1, 1, 2, 8, 24, 60, 92, 100, 95, 70, 78, 96, 98, 90, 70, 42, 30, 24, 18, 10, 5];

export function officeHours(atMs: number): number {
  const weekday = new Date(atMs).getUTCDay();
  return (OFFICE[Math.floor(atMs / HOUR_MS) % 24] ?? 0) * (weekday === 0 || weekday === 6 ? 0.2 : 1);
}

/** Noise about 1 that its index alone decides: a logarithm's standard deviation of about `spread`, no tails. */
export function wobble(index: number, spread: number): number {
  let sum = 0;
  for (let part = 1; part <= 4; part++) {
    const mixed = Math.sin(index * 12.9898 + part * 78.233) * 43758.5453;
    sum += mixed - Math.floor(mixed) - 0.5;
  }
  return Math.exp(spread * sum * 1.7);
}
