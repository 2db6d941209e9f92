"use client";

import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { FormProblem } from "@/components/ui/form-problem";

interface LiftFormProps {
  what: string;
  saving: boolean;
  problem: string | null;
  onLift: (reason: string | null) => void;
  onCancel: () => void;
}

export function LiftForm({ what, saving, problem, onLift, onCancel }: LiftFormProps) {
  const [reason, setReason] = useState("");
  return (
    <Stack gap="sm">
      <FormProblem message={problem} />
      <Text size="sm">{what}: these calls are let through again within a second.</Text>
      <Textarea
        label="Why it is no longer needed"
        description="May be left empty"
        data-autofocus
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>
          Keep it
        </Button>
        <Button loading={saving} onClick={() => onLift(reason.trim() || null)}>
          Lift the stop
        </Button>
      </Group>
    </Stack>
  );
}
