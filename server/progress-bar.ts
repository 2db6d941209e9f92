import { Presets, SingleBar } from "cli-progress";

const PLAIN_EVERY_MS = 5_000;

/** Shows how far a command is: a bar with rate and remaining time in a terminal, a line now and then elsewhere. On stderr. */
export class ProgressBar {
  private readonly bar: SingleBar | null;
  private readonly started = Date.now();
  private last = Date.now();
  /** Share already done when the first step came: work skipped is no measure of speed. */
  private begunAt: number | null = null;

  constructor(private readonly label: string) {
    this.bar = process.stderr.isTTY
      ? new SingleBar(
          {
            format: `${label} {bar} {percentage}% | {events} events | {rate}/s | {remaining} left`,
            stream: process.stderr,
            hideCursor: true,
            clearOnComplete: true,
            fps: 8,
          },
          Presets.shades_classic,
        )
      : null;
    this.bar?.start(1000, 0, { events: "0", rate: "0", remaining: "?" });
  }

  /** @param share of the work done, 0 to 1 */
  update(share: number, events: number): void {
    const seconds = (Date.now() - this.started) / 1000;
    this.begunAt ??= share;
    const rate = Math.round(events / Math.max(seconds, 0.001)).toLocaleString("en");
    const gained = share - this.begunAt;
    const remaining = gained > 0 ? duration(((1 - share) / gained) * seconds) : "?";
    const shown = events.toLocaleString("en");
    this.bar?.update(Math.round(share * 1000), { events: shown, rate, remaining });
    if (this.bar !== null || Date.now() - this.last < PLAIN_EVERY_MS) return;
    this.last = Date.now();
    process.stderr.write(`${this.label} ${Math.floor(share * 100)}% | ${shown} events | ${rate}/s | ${remaining} left\n`);
  }

  stop(): void {
    this.bar?.stop();
  }
}

/** Seconds as people say them: 42 s, 3 min 05 s, 2 h 10 min. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 100) return `${seconds < 10 ? Math.round(seconds * 10) / 10 : whole} s`;
  if (whole < 6000) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}
