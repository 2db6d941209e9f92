"use client";

import { Alert, Button, FileInput, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { isApiError } from "@/app/hooks/api";
import { useImportDirectory } from "@/app/hooks/use-directory";
import { plural } from "@/components/format/number";

const MOST_SHOWN = 20;

/** Takes a file of names: first tried, then taken whole. */
export function ImportDirectory() {
  const [opened, { open, close }] = useDisclosure(false);
  const [file, setFile] = useState<File | null>(null);
  const take = useImportDirectory();
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
      <Modal
        opened={opened}
        onClose={finish}
        title={<Text fw={650}>Import into the directory</Text>}
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Stack gap="md">
          <FileInput
            label="CSV file"
            description="Columns as in the export; kind and name are needed. An empty cell empties the field, a column left out changes nothing."
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
              {plural(take.data.created, "new name")}, {take.data.changed} changed, {take.data.unchanged} as they are. Nothing is
              stored yet.
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
      </Modal>
    </>
  );
}
