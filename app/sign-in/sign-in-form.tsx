"use client";

import { Button, Divider, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "react-hook-form";
import { useProviderSignIn, useSignIn } from "@/app/hooks/use-sign-in";
import { FormProblem } from "@/components/ui/form-problem";
import { TextLink } from "@/components/ui/text-link";

interface Credentials {
  email: string;
  password: string;
}

interface SignInFormProps {
  destination: string;
  /** The label of the identity provider's button; null where there is none. */
  provider: string | null;
  withPassword: boolean;
  mayReset: boolean;
}

export function SignInForm({ destination, provider, withPassword, mayReset }: SignInFormProps) {
  const { register, handleSubmit, formState } = useForm<Credentials>();
  const signIn = useSignIn(destination);
  const elsewhere = useProviderSignIn(destination);
  const problem = signIn.error ?? elsewhere.error;
  return (
    // Until the script runs, a submit must not put the password into the address.
    <form method="post" onSubmit={handleSubmit((given) => signIn.mutate(given))} noValidate>
      <Stack gap="md">
        <FormProblem message={problem?.message ?? null} />
        {provider ? (
          <Button
            variant={withPassword ? "default" : "filled"}
            onClick={() => elsewhere.mutate()}
            loading={elsewhere.isPending || elsewhere.isSuccess}
            fullWidth
          >
            {provider}
          </Button>
        ) : null}
        {provider && withPassword ? <Divider label="or" labelPosition="center" /> : null}
        {withPassword ? (
          <>
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
          </>
        ) : null}
        {mayReset ? (
          <Text size="sm" ta="center">
            <TextLink href="/reset">Forgot your password?</TextLink>
          </Text>
        ) : null}
      </Stack>
    </form>
  );
}
