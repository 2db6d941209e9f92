"use client";

import { Button, FileButton, Group, Stack, Text, Textarea } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { Panel } from "@/components/ui/panel";

interface ImportPanelProps {
  csv: string;
  onCsv: (csv: string) => void;
  checking: boolean;
  onCheck: () => void;
}

const EXAMPLE = `name,scope,measure,period,limit,mode,thresholds,owner
Acme,tenant=acme,cost,month,96,observe,50;80;100;forecast:100,ada@example.com
Globex production,tenant=globex;environment=production,cost,week,1200.50,block,80;100,
Search in staging,feature=search;environment=staging|development,tokens,rolling:30,5000000,warn,,
`;

/** Takes a CSV, from a file or typed. */
export function ImportPanel({ csv, onCsv, checking, onCheck }: ImportPanelProps) {
  return (
    <Panel
      title="The CSV"
      description="A header, and a line for each budget. One with the same scope, template, measure and period is changed, any other made."
    >
      <Stack gap="sm">
        <Group gap="xs">
          <FileButton onChange={(file) => void file?.text().then(onCsv)} accept=".csv,text/csv,text/plain">
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconUpload size={16} aria-hidden />}>
                Choose a file
              </Button>
            )}
          </FileButton>
          <Button variant="subtle" onClick={() => onCsv(EXAMPLE)}>
            Put the example in
          </Button>
        </Group>
        <Textarea
          label="CSV text"
          value={csv}
          onChange={(event) => onCsv(event.currentTarget.value)}
          autosize
          minRows={8}
          maxRows={20}
          wrap="off"
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 13, overflowX: "auto" } }}
        />
        <Group>
          <Button onClick={onCheck} loading={checking} disabled={csv.trim() === ""}>
            Check it, change nothing
          </Button>
        </Group>
        <Text size="xs" c="dimmed">
          Only name, period and limit are required. Period: month, week, rolling:30 or fixed:2026-01-01/2026-04-01, which ends
          before April. An export has the same columns.
        </Text>
      </Stack>
    </Panel>
  );
}
