"use client";

import { Alert, Button, FileInput, Group, List, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import { isApiError } from "@/app/hooks/api";
import { plural } from "@/components/format/number";
import { TitledModal } from "@/components/ui/titled-modal";

const MOST_SHOWN = 20;

interface Imported {
  dry_run: boolean;
  created: number;
  changed: number;
  unchanged: number;
}

interface ImportCsvProps {
  title: string;
  /** Which columns the file has, and what a row does. */
  columns: string;
  /** What a row that is not there yet makes: "new key". */
  made: string;
  take: UseMutationResult<Imported, Error, { csv: string; dry_run: boolean }>;
}

/** Takes a file by a dialog: first tried, then taken whole. */
export function ImportCsv({ title, columns, made, take }: ImportCsvProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const [file, setFile] = useState<File | null>(null);
  const finish = () => {
    close();
    setFile(null);
    take.reset();
  };
  const send = async (dryRun: boolean) => {
    if (!file) return;
    const csv = await file.text();
    take.mutate({ csv, dry_run: dryRun }, { onSuccess: (result) => (result.dry_run ? undefined : finish()) });
  };
  const faults = isApiError(take.error) ? take.error.fieldErrors : [];
  return (
    <>
      <Button variant="default" onClick={open}>
        Import
      </Button>
      <TitledModal opened={opened} onClose={finish} title={title} size="lg">
        <Stack gap="md">
          <FileInput
            label="CSV file"
            description={columns}
            placeholder="Choose a file"
            accept=".csv,text/csv"
            value={file}
            onChange={(chosen) => {
              setFile(chosen);
              take.reset();
            }}
          />
          {take.error ? (
            <Alert role="alert" color="red" variant="outline" c="var(--mantine-color-text)" title="Nothing was changed">
              {faults.length === 0 ? (
                take.error.message
              ) : (
                <List size="sm">
                  {faults.slice(0, MOST_SHOWN).map(({ pointer, detail }) => (
                    <List.Item key={`${pointer} ${detail}`}>{detail}</List.Item>
                  ))}
                </List>
              )}
            </Alert>
          ) : null}
          {take.data ? (
            <Text size="sm" role="status">
              {plural(take.data.created, made)}, {take.data.changed} changed, {take.data.unchanged} as they are. Nothing is stored
              yet.
            </Text>
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" disabled={!file} loading={take.isPending} onClick={() => void send(true)}>
              Try it
            </Button>
            <Button disabled={!take.data} loading={take.isPending} onClick={() => void send(false)}>
              Import
            </Button>
          </Group>
        </Stack>
      </TitledModal>
    </>
  );
}
