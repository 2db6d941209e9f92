"use client";

import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "react-hook-form";
import { FormProblem } from "@/components/ui/form-problem";

interface NewPasswordFieldsProps {
  email: string;
  /** Asks for a name too; what stands there already. */
  name?: string;
  action: string;
  saving: boolean;
  problem: string | null;
  onSave: (given: { name: string; password: string }) => void;
}

const LEAST = 8;

/** Chooses a password, typed twice. */
export function NewPasswordFields({ email, name, action, saving, problem, onSave }: NewPasswordFieldsProps) {
  const { register, handleSubmit, formState, watch } = useForm({ defaultValues: { name: name ?? "", password: "", again: "" } });
  const { errors } = formState;
  return (
    <form
      method="post"
      onSubmit={handleSubmit(({ name: given, password }) => onSave({ name: given.trim(), password }))}
      noValidate
    >
      <Stack gap="md">
        <FormProblem message={problem} />
        <TextInput label="E-mail" type="email" autoComplete="username" value={email} readOnly />
        {name === undefined ? null : <TextInput label="Name" autoComplete="name" {...register("name")} />}
        <PasswordInput
          label="New password"
          description={`${LEAST} characters or more`}
          autoComplete="new-password"
          autoFocus
          error={errors.password?.message}
          {...register("password", {
            required: "Choose a password",
            minLength: { value: LEAST, message: `Choose one of ${LEAST} characters or more` },
          })}
        />
        <PasswordInput
          label="The same again"
          autoComplete="new-password"
          error={errors.again?.message}
          {...register("again", { validate: (again) => again === watch("password") || "Not the same as above" })}
        />
        <Button type="submit" loading={saving} fullWidth>
          {action}
        </Button>
      </Stack>
    </form>
  );
}
