"use client";

import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "react-hook-form";
import { useSignIn } from "@/app/hooks/use-sign-in";

interface Credentials {
  email: string;
  password: string;
}

export function SignInForm({ destination }: { destination: string }) {
  const { register, handleSubmit, formState } = useForm<Credentials>();
  const signIn = useSignIn(destination);
  return (
    // Until the script runs, a submit must not put the password into the address.
    <form method="post" onSubmit={handleSubmit((given) => signIn.mutate(given))} noValidate>
      <Stack gap="md">
        {signIn.error ? (
          <Alert role="alert" color="red" variant="outline" c="var(--mantine-color-text)">
            {signIn.error.message}
          </Alert>
        ) : null}
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          autoFocus
          error={formState.errors.email?.message}
          {...register("email", { required: "Enter your e-mail address" })}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          error={formState.errors.password?.message}
          {...register("password", { required: "Enter your password" })}
        />
        <Button type="submit" loading={signIn.isPending || signIn.isSuccess} fullWidth>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
