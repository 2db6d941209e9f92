"use client";

import { isApiError } from "@/app/hooks/api";
import { useConsole } from "@/app/hooks/use-console";
import { useInvite } from "@/app/hooks/use-people";
import { InviteForm } from "@/components/people/invite-form";
import { LinkShown } from "@/components/people/link-shown";

export function Invite({ onDone }: { onDone: () => void }) {
  const { organisation } = useConsole();
  const invite = useInvite();
  if (invite.data)
    return (
      <LinkShown
        email={invite.data.email}
        kind="invitation"
        link={invite.data.invitation}
        zone={organisation.timezone}
        onDone={onDone}
      />
    );
  return (
    <InviteForm
      saving={invite.isPending}
      problem={invite.error?.message ?? null}
      faults={isApiError(invite.error) ? invite.error.fieldErrors : []}
      onSave={(person) => invite.mutate(person)}
      onCancel={onDone}
    />
  );
}
