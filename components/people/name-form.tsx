"use client";

import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "react-hook-form";
import { FormProblem } from "@/components/ui/form-problem";
import type { User } from "@/lib/access/contract";
import { ROLES, roleLabel } from "./roles";

interface NameFormProps {
  user: User;
  saving: boolean;
  problem: string | null;
  onSave: (name: string) => void;
}

/** One's own name, and what one may do. */
export function NameForm({ user, saving, problem, onSave }: NameFormProps) {
  const { register, handleSubmit, formState } = useForm({ values: { name: user.name } });
  return (
    <form onSubmit={handleSubmit(({ name }) => onSave(name.trim()))} noValidate>
      <Stack gap="sm">
        <FormProblem message={problem} />
        <TextInput label="Name" autoComplete="name" {...register("name")} />
        <Text size="sm">
          Role: <b>{roleLabel(user.role)}</b>
          {user.tenants ? `, for ${user.tenants.join(", ")} only` : ""}
          <Text span size="xs" c="dimmed" display="block">
            {ROLES.find(({ value }) => value === user.role)?.may}
          </Text>
        </Text>
        <Group>
          <Button type="submit" variant="default" loading={saving} disabled={!formState.isDirty}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
