"use client";

import { Alert, Button, Group, PasswordInput, Stack } from "@mantine/core";
import { useEffect } from "react";
import { useForm } from "react-hook-form";
import { type Fault, faultAt } from "@/components/ui/fault";
import { FormProblem } from "@/components/ui/form-problem";

interface PasswordFormProps {
  saving: boolean;
  done: boolean;
  problem: string | null;
  faults: readonly Fault[];
  onSave: (given: { current_password: string; password: string }) => void;
}

/** Sets another password of one's own: the one now is asked first. */
export function PasswordForm({ saving, done, problem, faults, onSave }: PasswordFormProps) {
  const { register, handleSubmit, formState, watch, reset } = useForm({
    defaultValues: { current_password: "", password: "", again: "" },
  });
  const { errors } = formState;
  useEffect(() => {
    if (done) reset();
  }, [done, reset]);
  const currentFault = errors.current_password?.message ?? faultAt(faults, "/current_password");
  return (
    <form method="post" onSubmit={handleSubmit(({ again: _, ...given }) => onSave(given))} noValidate>
      <Stack gap="sm" maw={420}>
        {currentFault ? null : <FormProblem message={problem} />}
        {done ? (
          <Alert role="status" variant="outline" color="warden" c="var(--mantine-color-text)">
            The password is changed; your other sessions have ended.
          </Alert>
        ) : null}
        <PasswordInput
          label="Password now"
          autoComplete="current-password"
          error={currentFault}
          {...register("current_password", { required: "Enter the password you have now" })}
        />
        <PasswordInput
          label="New password"
          description="8 characters or more"
          autoComplete="new-password"
          error={errors.password?.message ?? faultAt(faults, "/password")}
          {...register("password", {
            required: "Choose a password",
            minLength: { value: 8, message: "Choose one of 8 characters or more" },
          })}
        />
        <PasswordInput
          label="The same again"
          autoComplete="new-password"
          error={errors.again?.message}
          {...register("again", { validate: (again) => again === watch("password") || "Not the same as above" })}
        />
        <Group>
          <Button type="submit" variant="default" loading={saving}>
            Change the password
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
