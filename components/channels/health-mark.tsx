import { Text } from "@mantine/core";
import type { ChannelAnswer } from "@/lib/deliveries/contract";

const WORDS = { untested: "not tested yet", ok: "works", failing: "failing", off: "off" } as const;
const COLOURS = { untested: "dimmed", ok: "var(--cw-fall)", failing: "var(--cw-rise)", off: "dimmed" } as const;

export function HealthMark({ health }: { health: ChannelAnswer["health"] }) {
  return (
    <Text span inherit fw={600} c={COLOURS[health]}>
      {WORDS[health]}
    </Text>
  );
}
