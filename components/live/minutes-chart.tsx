import { Box, Text } from "@mantine/core";
import { compareMoney, formatMoney, moneyPixels } from "@/components/format/money";
import { formatCount } from "@/components/format/number";
import { formatInstantShort } from "@/components/format/time";
import type { LiveMinute } from "./shapes";

const WIDTH = 610;
const HEIGHT = 96;

interface MinutesChartProps {
  minutes: readonly LiveMinute[];
  /** How many of the newest are the window that the figures speak of. */
  windowMinutes: number;
  zone: string;
}

function highest(minutes: readonly LiveMinute[]): LiveMinute | null {
  return minutes.reduce<LiveMinute | null>(
    (best, each) => (best === null || compareMoney(each.effective_cost_usd, best.effective_cost_usd) > 0 ? each : best),
    null,
  );
}

/** Dollars of each of the last 60 minutes; the window stands out, failed calls mark their minute. */
export function MinutesChart({ minutes, windowMinutes, zone }: MinutesChartProps) {
  const peak = highest(minutes);
  const most = moneyPixels(peak?.effective_cost_usd);
  const step = WIDTH / Math.max(1, minutes.length);
  const failed = minutes.filter((each) => Number(each.failed) > 0).length;
  const summary =
    peak === null || most === 0
      ? "Nothing was spent in the last 60 minutes."
      : `The most in one minute of the last 60 is ${formatMoney(peak.effective_cost_usd)}, at ${formatInstantShort(peak.at, zone)}; calls failed in ${failed} of the minutes.`;
  return (
    <Box>
      <Box
        component="svg"
        role="img"
        aria-label={summary}
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 8}`}
        preserveAspectRatio="none"
        w="100%"
        h={HEIGHT + 8}
        display="block"
      >
        {minutes.map((each, index) => {
          const height = most === 0 ? 0 : (moneyPixels(each.effective_cost_usd) / most) * (HEIGHT - 2);
          const within = index >= minutes.length - 1 - windowMinutes;
          return (
            <g key={each.at}>
              <title>
                {`${formatInstantShort(each.at, zone)}: ${formatMoney(each.effective_cost_usd)}, ${formatCount(each.requests)} requests, ${formatCount(each.failed)} failed`}
              </title>
              <rect x={index * step} y={0} width={step} height={HEIGHT + 8} fill="transparent" />
              <rect
                x={index * step + 0.5}
                y={HEIGHT - height}
                width={step - 1}
                height={height}
                fill="var(--mantine-color-anchor)"
                opacity={within ? 1 : 0.45}
              />
              {Number(each.failed) > 0 ? (
                <rect x={index * step + 0.5} y={HEIGHT + 3} width={step - 1} height={4} fill="var(--cw-rise)" />
              ) : null}
            </g>
          );
        })}
        <line x1={0} x2={WIDTH} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} stroke="var(--cw-line)" />
      </Box>
      <Text size="sm" c="dimmed" className="tabular" mt="xs">
        {summary} Marks below the line: minutes with failed calls.
      </Text>
    </Box>
  );
}
