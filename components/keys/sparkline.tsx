import { Box } from "@mantine/core";
import { moneyPixels } from "@/components/format/money";

interface SparklineProps {
  /** One value a day, oldest first; null where nothing is priced. */
  values: readonly (string | null)[];
  /** Said to those who do not see it. */
  label: string;
}

const WIDTH = 96;
const HEIGHT = 24;

/** The shape of some thirty days in the size of a word. */
export function Sparkline({ values, label }: SparklineProps) {
  const pixels = values.map((value) => moneyPixels(value));
  const most = Math.max(...pixels, 0);
  const step = WIDTH / Math.max(1, values.length);
  return (
    <Box component="svg" role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} w={WIDTH} h={HEIGHT} display="block">
      <line x1={0} x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} stroke="var(--cw-line)" />
      {pixels.map((value, index) => {
        const height = most === 0 ? 0 : (value / most) * (HEIGHT - 2);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a day's place is what it is
            key={index}
            x={index * step}
            y={HEIGHT - 1 - height}
            width={Math.max(1, step - 1)}
            height={height}
            fill="var(--mantine-color-anchor)"
          />
        );
      })}
    </Box>
  );
}
