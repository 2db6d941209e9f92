import { Text } from "@mantine/core";
import { formatInstant } from "@/components/format/time";
import { TextLink } from "@/components/ui/text-link";

interface Names {
  tenant: string;
  feature: string;
  environment: string;
}

export interface EventMove {
  at: string;
  from: Names;
  to: Names;
  re_attribution_id: string | null;
  moved_by: string | null;
  reason: string | null;
}

/** "tenant acme to globex, feature chat to search": what of the names a move changed. */
function changed({ from, to }: EventMove): string {
  return (["tenant", "feature", "environment"] as const)
    .filter((name) => from[name] !== to[name])
    .map((name) => `${name} ${from[name]} to ${to[name]}`)
    .join(", ");
}

/** That an event is counted elsewhere than it was sent for: each move, since when and by whom. */
export function EventMoves({ moves, zone }: { moves: readonly EventMove[]; zone: string }) {
  return moves.map((move) => (
    <Text key={`${move.at} ${changed(move)}`} size="sm" className="wrap-anywhere">
      {move.re_attribution_id ? (
        <TextLink href={`/directory?view=moves&move=${move.re_attribution_id}`} underline>
          Moved
        </TextLink>
      ) : (
        "Moved"
      )}{" "}
      from {changed(move)}, {formatInstant(move.at, zone)}
      {move.moved_by ? ` by ${move.moved_by}` : ""}
      {move.reason ? `: ${move.reason}` : "."}
    </Text>
  ));
}
