"use client";

import { Alert, Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "react-hook-form";
import { useRequestReset } from "@/app/hooks/use-account-links";
import { FormProblem } from "@/components/ui/form-problem";

export function RequestForm() {
  const { register, handleSubmit, formState } = useForm({ defaultValues: { email: "" } });
  const request = useRequestReset();
  if (request.data)
    return (
      <Alert role="status" variant="outline" color="warden" c="var(--mantine-color-text)">
        {request.data.detail}
      </Alert>
    );
  return (
    <form method="post" onSubmit={handleSubmit(({ email }) => request.mutate(email.trim()))} noValidate>
      <Stack gap="md">
        <FormProblem message={request.error?.message ?? null} />
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          autoFocus
          error={formState.errors.email?.message}
          {...register("email", { required: "Enter your e-mail address" })}
        />
        <Button type="submit" loading={request.isPending} fullWidth>
          Send the link
        </Button>
      </Stack>
    </form>
  );
}
