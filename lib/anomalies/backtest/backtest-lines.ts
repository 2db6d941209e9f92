import { observe } from "../baseline/observe";
import { newBaseline } from "../baseline/state";
import { SeriesReader } from "./parse-series";

export const BACKTEST_HEADER = "timestamp,value,expected,low,high,score,alert";

/**
 * The own-baseline detector over `timestamp,value` lines, in one pass: each line it gives is known before the next is read.
 * @throws SeriesError that names the first line which cannot be read
 */
export class LineBacktest {
  private readonly reader = new SeriesReader();
  private readonly state = newBaseline();

  /** @returns the answer's line, or null for the header and blank lines; alert is 1 where an episode begins, else 0 */
  next(text: string): string | null {
    const point = this.reader.read(text);
    if (point === null) return null;
    const { expected, low, high, score, alert } = observe(this.state, point.atMs, point.value);
    const numbers = [expected, low, high].map((each) => plain(each)).join(",");
    return `${point.timestampText},${point.valueText},${numbers},${score.toFixed(4)},${alert ? 1 : 0}`;
  }
}

/** Seven digits, without an exponent where a reader would stumble over it. */
const plain = (value: number): string => String(Number(value.toPrecision(7)));
