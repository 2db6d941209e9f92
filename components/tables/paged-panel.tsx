import { Button, Center, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { plural } from "@/components/format/number";
import { DownloadButton } from "@/components/ui/download-button";
import { Panel } from "@/components/ui/panel";

interface PagedPanelProps {
  title: string;
  /** What is in the list: "event". */
  noun?: string;
  /** Several of them, where that is not the noun with an s. */
  nouns?: string;
  /** Which of them come first. */
  first?: string;
  csvHref?: string;
  /** Rows read so far; undefined while none are. */
  count: number | undefined;
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
  problem: ReactNode;
  empty: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A list that is read page by page. */
export function PagedPanel(props: PagedPanelProps) {
  const {
    title,
    noun = "event",
    nouns,
    first = "the newest",
    csvHref,
    count,
    hasMore,
    loadingMore,
    onMore,
    problem,
    empty,
    actions,
    children,
  } = props;
  return (
    <Panel
      title={title}
      description={
        <span role="status">
          {count === undefined ? "Reading…" : `${hasMore ? `${first} ` : ""}${plural(count, noun, nouns)}`}
        </span>
      }
      actions={
        <>
          {actions}
          {csvHref ? <DownloadButton href={csvHref} format="CSV" /> : null}
        </>
      }
    >
      {problem ?? (count === undefined ? <Skeleton height={420} /> : count === 0 ? empty : children)}
      {count && hasMore ? (
        <Center mt="md">
          <Button variant="default" onClick={onMore} loading={loadingMore}>
            Show more
          </Button>
        </Center>
      ) : null}
    </Panel>
  );
}
