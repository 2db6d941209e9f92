"use client";

import { useCompleteReset } from "@/app/hooks/use-account-links";
import { NewPasswordFields } from "@/components/shell/new-password-fields";

export function ResetForm({ token, email }: { token: string; email: string }) {
  const complete = useCompleteReset(token);
  return (
    <NewPasswordFields
      email={email}
      action="Set the password"
      saving={complete.isPending || complete.isSuccess}
      problem={complete.error?.message ?? null}
      onSave={(given) => complete.mutate(given)}
    />
  );
}
