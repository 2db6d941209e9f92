import { Anchor, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { formatInstant } from "@/components/format/time";
import type { Column } from "@/components/tables/column";
import type { AuditEntryAnswer } from "@/lib/access/contract";

type State = AuditEntryAnswer["before"];

function isRecord(state: State): state is Record<string, State> {
  return state !== null && typeof state === "object" && !Array.isArray(state);
}

/** What was before and after; of two records only the members that differ. */
function change({ before, after }: AuditEntryAnswer): string {
  if (!isRecord(before) || !isRecord(after))
    return [before, after].flatMap((state) => (state === null ? [] : [JSON.stringify(state)])).join(" → ");
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((name) => [name, JSON.stringify(before[name] ?? null), JSON.stringify(after[name] ?? null)] as const)
    .filter(([, was, is]) => was !== is)
    .map(([name, was, is]) => `${name}: ${was} → ${is}`)
    .join("; ");
}

/** Of what is longer the first lines stand there, until all of it is asked for. */
const LINES_SHOWN = 4;
const LONG = 140;

/** JSON has no places to break at: it breaks anywhere, so that all of it can be read. */
function Change({ text }: { text: string }) {
  const [whole, setWhole] = useState(false);
  if (text === "") return null;
  return (
    <Stack gap={2} miw={220} align="flex-start">
      <Text size="xs" ff="monospace" style={{ wordBreak: "break-all" }} lineClamp={whole ? undefined : LINES_SHOWN}>
        {text}
      </Text>
      {text.length > LONG && (
        <Anchor component="button" type="button" size="xs" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? "Show less" : "Show all"}
        </Anchor>
      )}
    </Stack>
  );
}

export function auditColumns(zone: string): Column<AuditEntryAnswer>[] {
  return [
    { id: "at", header: "Time", nowrap: true, cell: (entry) => formatInstant(entry.at, zone) },
    {
      id: "actor",
      header: "Who",
      cell: (entry) => (
        <Stack gap={0}>
          <Text inherit>{entry.actor.name}</Text>
          <Text size="xs" c="dimmed">
            {entry.actor.kind}
            {entry.ip ? `, ${entry.ip}` : ""}
          </Text>
        </Stack>
      ),
    },
    { id: "action", header: "Action", nowrap: true, cell: (entry) => entry.action },
    {
      id: "subject",
      header: "Subject",
      cell: (entry) => (
        <Text inherit miw={190} maw={240} style={{ overflowWrap: "anywhere" }}>
          {entry.subject}
        </Text>
      ),
    },
    {
      id: "change",
      header: "Change",
      cell: (entry) => <Change text={change(entry)} />,
    },
  ];
}
