"use client";

import { Button, Divider, Group, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { isApiError } from "@/app/hooks/api";
import { useConsole } from "@/app/hooks/use-console";
import { usePerson, useSignInSettings } from "@/app/hooks/use-people";
import { LinkShown } from "@/components/people/link-shown";
import { PersonForm } from "@/components/people/person-form";
import { SessionList } from "@/components/people/session-list";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { FormProblem } from "@/components/ui/form-problem";
import type { User } from "@/lib/access/contract";

/** All that an admin does with one person. */
export function ManagePerson({ person, onDone }: { person: User; onDone: () => void }) {
  const { organisation } = useConsole();
  const settings = useSignInSettings().data;
  const { sessions, change, remove, link, endSession, endSessions } = usePerson(person.id);
  const kind = person.state === "invited" ? "invitation" : "reset";
  if (link.data)
    return <LinkShown email={person.email} kind={kind} link={link.data} zone={organisation.timezone} onDone={link.reset} />;
  const failed = link.error ?? endSession.error ?? endSessions.error ?? remove.error;
  const disabled = person.state === "disabled";
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed" className="wrap-anywhere">
        {person.email}
      </Text>
      <PersonForm
        user={person}
        rolesFromGroups={person.signs_in_with.includes("oidc") && (settings?.oidc?.roles.length ?? 0) > 0}
        saving={change.isPending}
        problem={change.error?.message ?? null}
        faults={isApiError(change.error) ? change.error.fieldErrors : []}
        onSave={(changed) =>
          change.mutate(changed, {
            onSuccess: () => notifications.show({ title: "Saved", message: "Running sessions follow within a second." }),
          })
        }
      />
      <Divider />
      <Group justify="space-between">
        <Title order={3} size="h5">
          Sessions
        </Title>
        {(sessions.data?.sessions.length ?? 0) > 0 ? (
          <ConfirmButton
            label="End all"
            describes={`sessions of ${person.email}`}
            question="They have to sign in again everywhere. End all sessions?"
            loading={endSessions.isPending}
            onConfirm={() => endSessions.mutate()}
          />
        ) : null}
      </Group>
      <SessionList
        sessions={sessions.data?.sessions}
        zone={organisation.timezone}
        ending={endSession.isPending}
        onEnd={(id) => endSession.mutate(id)}
      />
      <Divider />
      <Title order={3} size="h5">
        Access
      </Title>
      <FormProblem message={failed?.message ?? null} />
      <Group gap="xs">
        {settings?.password && !disabled ? (
          <Button size="compact-sm" variant="default" onClick={() => link.mutate(kind)} loading={link.isPending}>
            {kind === "invitation" ? "Invite again" : "Make a reset link"}
          </Button>
        ) : null}
        {disabled ? (
          <Button size="compact-sm" variant="default" onClick={() => change.mutate({ disabled: false })}>
            Enable
          </Button>
        ) : (
          <ConfirmButton
            label="Disable"
            describes={person.email}
            question="They cannot sign in until enabled again, and their sessions end now. Disable?"
            loading={change.isPending}
            onConfirm={() => change.mutate({ disabled: true })}
          />
        )}
        <ConfirmButton
          label="Remove"
          describes={person.email}
          question="Their sessions end now and the account is gone; what they made and did keeps their name. Remove?"
          loading={remove.isPending}
          onConfirm={() => remove.mutate(undefined, { onSuccess: onDone })}
        />
      </Group>
    </Stack>
  );
}
