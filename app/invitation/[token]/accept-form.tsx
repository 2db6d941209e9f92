"use client";

import { useAcceptInvitation } from "@/app/hooks/use-account-links";
import { NewPasswordFields } from "@/components/shell/new-password-fields";

export function AcceptForm({ token, email, name }: { token: string; email: string; name: string }) {
  const accept = useAcceptInvitation(token);
  return (
    <NewPasswordFields
      email={email}
      name={name}
      action="Accept the invitation"
      saving={accept.isPending || accept.isSuccess}
      problem={accept.error?.message ?? null}
      onSave={(given) => accept.mutate(given)}
    />
  );
}
