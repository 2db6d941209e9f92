"use client";

import { Button, Group, NativeSelect, Stack, TagsInput, TextInput } from "@mantine/core";
import { Controller, useForm } from "react-hook-form";
import { type Fault, faultAt } from "@/components/ui/fault";
import { FormProblem } from "@/components/ui/form-problem";
import type { User } from "@/lib/access/contract";
import { ROLES, type Role } from "./roles";

interface PersonFormProps {
  user: User;
  /** Roles come from groups of the identity provider: a change here lasts until the next sign-in. */
  rolesFromGroups: boolean;
  saving: boolean;
  problem: string | null;
  faults: readonly Fault[];
  onSave: (change: { name: string; role: Role; tenants: string[] | null }) => void;
}

/** A person's name, role and tenants. */
export function PersonForm({ user, rolesFromGroups, saving, problem, faults, onSave }: PersonFormProps) {
  const { register, control, handleSubmit, watch, formState } = useForm({
    values: { name: user.name, role: user.role, tenants: user.tenants ?? [] },
  });
  const role = watch("role");
  const submit = handleSubmit(({ name, role: chosen, tenants }) =>
    onSave({ name: name.trim(), role: chosen, tenants: chosen === "admin" || tenants.length === 0 ? null : tenants }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <FormProblem message={problem} faults={faults} />
        <TextInput label="Name" {...register("name")} />
        <NativeSelect
          label="Role"
          description={
            rolesFromGroups
              ? "Groups of the identity provider give roles at each sign-in there: this lasts until then."
              : ROLES.find(({ value }) => value === role)?.may
          }
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
                description="Left empty: all"
                value={field.value}
                onChange={field.onChange}
                error={faultAt(faults, "/tenants")}
              />
            )}
          />
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={saving} disabled={!formState.isDirty}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
