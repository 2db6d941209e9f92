import { Box } from "@mantine/core";
import { CopyText } from "./copy-text";

interface CodeBlockProps {
  text: string;
  label: string;
  copy?: boolean;
  /** Break long lines; what is copied keeps them whole. */
  wrap?: boolean;
}

/** Text to be copied into a terminal or read as it is. Scrolls by keyboard too. */
export function CodeBlock({ text, label, copy = true, wrap = false }: CodeBlockProps) {
  return (
    <Box pos="relative">
      <Box
        component="pre"
        // A region that scrolls must be reachable without a mouse.
        tabIndex={0}
        role="region"
        aria-label={label}
        m={0}
        p="md"
        pe={copy ? 110 : "md"}
        style={{
          overflowX: "auto",
          ...(wrap ? { whiteSpace: "pre-wrap", overflowWrap: "anywhere" } : {}),
          fontSize: 13,
          lineHeight: 1.5,
          borderRadius: 8,
          border: "1px solid var(--cw-line)",
          background: "var(--cw-canvas)",
          fontFamily: "var(--mantine-font-family-monospace)",
        }}
      >
        {text}
      </Box>
      {copy ? (
        <Box pos="absolute" top={8} right={8}>
          <CopyText text={text} />
        </Box>
      ) : null}
    </Box>
  );
}
