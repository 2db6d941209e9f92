"use client";

import { Alert, Button, Group, Stack } from "@mantine/core";
import type { FormEventHandler, ReactNode } from "react";

export interface SavingProps {
  saving: boolean;
  /** Why the last one was not taken. */
  problem: string | null;
  /** The change is so big that it must be meant: the server's question. */
  confirmation: string | null;
  onCancel: () => void;
}

interface PriceFieldsProps extends SavingProps {
  /** What is being made, in a word. */
  what: string;
  onSubmit: FormEventHandler<HTMLFormElement>;
  children: ReactNode;
}

export const DECIMAL = /^\d+(\.\d+)?$/;

/** True, or what is wrong with a rate; an empty one is none. */
export function isDecimal(text: string | undefined): true | string {
  return !text || DECIMAL.test(text.trim()) || "A number such as 2.5";
}

/** The frame of a form that changes prices: its fields between what went wrong and what must be confirmed. */
export function PriceFields({ what, saving, problem, confirmation, onSubmit, onCancel, children }: PriceFieldsProps) {
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        {problem ? (
          <Alert role="alert" color="red" variant="outline" c="var(--mantine-color-text)">
            {problem}
          </Alert>
        ) : null}
        {children}
        {confirmation ? (
          <Alert role="alert" color="yellow" variant="outline" title="Is that meant?" c="var(--mantine-color-text)">
            {confirmation}
          </Alert>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            {confirmation ? "Yes, save it" : `Save the ${what}`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
