import { Box, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { formatMoney, shareOf } from "@/components/format/money";
import { formatShare, plural } from "@/components/format/number";

export interface CoverageFacts {
  /** Decimal texts in USD; the parts add up to the total. */
  priced: string;
  reported: string;
  estimated: string;
  total: string | null;
  unpricedRequests: number;
  requests: number;
}

interface CoverageProps {
  facts: CoverageFacts;
  /** Where the unpriced models are listed. */
  unpricedLink?: ReactNode;
}

const PARTS = [
  ["priced", "priced from the price book", "var(--mantine-color-warden-8)", "none"],
  [
    "reported",
    "reported by the provider",
    "var(--mantine-color-indigo-6)",
    "repeating-linear-gradient(45deg, #fff6 0 2px, #fff0 2px 6px)",
  ],
  ["estimated", "estimated", "var(--mantine-color-yellow-6)", "repeating-linear-gradient(0deg, #0005 0 1px, #0000 1px 4px)"],
] as const;

/** How much of a total is priced, provider-reported, estimated; and what is missing from it. */
export function Coverage({ facts, unpricedLink }: CoverageProps) {
  const parts = PARTS.map(([name, words, colour, image]) => ({
    name,
    words,
    colour,
    image,
    amount: facts[name],
    share: shareOf(facts[name], facts.total) ?? 0,
  }));
  const unpriced = facts.requests > 0 ? facts.unpricedRequests / facts.requests : 0;
  return (
    <Box>
      <Box aria-hidden style={{ display: "flex", height: 8, borderRadius: 4, overflow: "hidden", background: "var(--cw-line)" }}>
        {parts.map((part) => (
          <Box
            key={part.name}
            style={{ width: `${part.share * 100}%`, backgroundColor: part.colour, backgroundImage: part.image }}
          />
        ))}
      </Box>
      <Group gap="md" mt={6}>
        {parts
          .filter((part) => part.share > 0)
          .map((part) => (
            <Text key={part.name} size="xs" className="tabular" title={`${formatMoney(part.amount)}`}>
              <Box
                component="span"
                aria-hidden
                style={{
                  display: "inline-block",
                  width: 10,
                  height: 10,
                  borderRadius: 2,
                  marginInlineEnd: 6,
                  backgroundColor: part.colour,
                  backgroundImage: part.image,
                }}
              />
              {formatShare(part.share)} {part.words}
            </Text>
          ))}
        {facts.unpricedRequests > 0 ? (
          <Text size="xs" className="tabular" c="var(--cw-warn)">
            {plural(facts.unpricedRequests, "request")} ({formatShare(unpriced)}) not priced, so not in this total. {unpricedLink}
          </Text>
        ) : (
          <Text size="xs" c="dimmed">
            {facts.requests > 0 ? "Every request is priced." : "No requests in this range."}
          </Text>
        )}
      </Group>
    </Box>
  );
}
