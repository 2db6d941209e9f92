"use client";

import { Alert, Button, FileInput, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { isApiError } from "@/app/hooks/api";
import { useImportKeys } from "@/app/hooks/use-keys";
import { plural } from "@/components/format/number";

const MOST_SHOWN = 20;

/** Takes a file of keys: first tried, then taken whole. */
export function ImportKeys() {
  const [opened, { open, close }] = useDisclosure(false);
  const [file, setFile] = useState<File | null>(null);
  const take = useImportKeys();
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
        title={<Text fw={650}>Import keys</Text>}
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Stack gap="md">
          <FileInput
            label="CSV file"
            description="Columns as in the export. Rows with an id change that key; rows without register one by its fingerprint (SHA-256)."
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
              {plural(take.data.created, "new key")}, {take.data.changed} changed, {take.data.unchanged} as they are. Nothing is
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
