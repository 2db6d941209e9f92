"use client";

import { Button, Group, NativeSelect, Stack, TagsInput, TextInput } from "@mantine/core";
import { Controller, useForm } from "react-hook-form";
import { type Fault, faultAt } from "@/components/ui/fault";
import { FormProblem } from "@/components/ui/form-problem";
import { ROLES, type Role } from "./roles";

export interface Invitation {
  email: string;
  name: string;
  role: Role;
  tenants: string[] | null;
}

interface InviteFormProps {
  saving: boolean;
  problem: string | null;
  faults: readonly Fault[];
  onSave: (invitation: Invitation) => void;
  onCancel: () => void;
}

export function InviteForm({ saving, problem, faults, onSave, onCancel }: InviteFormProps) {
  const { register, control, handleSubmit, formState, watch } = useForm({
    defaultValues: { email: "", name: "", role: "viewer" as Role, tenants: [] as string[] },
  });
  const role = watch("role");
  const submit = handleSubmit(({ tenants, email, name, ...given }) =>
    onSave({
      ...given,
      email: email.trim(),
      name: name.trim(),
      tenants: given.role === "admin" || tenants.length === 0 ? null : tenants,
    }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <FormProblem message={problem} faults={faults} />
        <TextInput
          label="E-mail"
          type="email"
          data-autofocus
          error={formState.errors.email?.message ?? faultAt(faults, "/email")}
          {...register("email", { required: "Enter the person's e-mail address" })}
        />
        <TextInput label="Name" description="They may change it." {...register("name")} />
        <NativeSelect
          label="Role"
          description={ROLES.find(({ value }) => value === role)?.may}
          data={ROLES.map(({ value, label }) => ({ value, label }))}
          {...register("role")}
        />
        {role === "admin" ? null : (
          <Controller
            control={control}
            name="tenants"
            render={({ field }) => (
              <TagsInput
                label="Only these tenants"
                description="Left empty: all. Otherwise everything they see is as if no other tenant existed."
                value={field.value}
                onChange={field.onChange}
                error={faultAt(faults, "/tenants")}
              />
            )}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            Invite
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
