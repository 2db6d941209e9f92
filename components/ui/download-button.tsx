import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

/** What a table shows as a file. */
export function DownloadButton({ href, format }: { href: string; format: "CSV" | "NDJSON" }) {
  return (
    <Button component="a" href={href} download size="xs" variant="default" leftSection={<IconDownload size={14} aria-hidden />}>
      {format}
    </Button>
  );
}
