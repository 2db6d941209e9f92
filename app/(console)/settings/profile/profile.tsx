"use client";

import { Skeleton, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { isApiError } from "@/app/hooks/api";
import { useConsole } from "@/app/hooks/use-console";
import { useOwnSessions, useProfile } from "@/app/hooks/use-profile";
import { NameForm } from "@/components/people/name-form";
import { PasswordForm } from "@/components/people/password-form";
import { SessionList } from "@/components/people/session-list";
import { ThemeChoice } from "@/components/shell/theme-choice";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { ApiProblem } from "../../api-problem";

export function Profile() {
  const { organisation } = useConsole();
  const { account, rename, setPassword } = useProfile();
  const { list, end, endOthers } = useOwnSessions();
  const router = useRouter();
  if (account.error && !account.data)
    return <ApiProblem title="Your account cannot be read" error={account.error} onRetry={() => account.refetch()} />;
  const user = account.data;
  return (
    <>
      <PageHeader title="Profile" description={user ? user.email : "Your own account."} />
      {user ? (
        <Stack gap="md" maw={720}>
          <Panel title="You">
            <NameForm
              user={user}
              saving={rename.isPending}
              problem={rename.error?.message ?? null}
              onSave={(name) =>
                rename.mutate(name, {
                  onSuccess: () => {
                    notifications.show({ title: "Saved", message: "Your name is changed." });
                    router.refresh();
                  },
                })
              }
            />
          </Panel>
          {user.signs_in_with.includes("password") ? (
            <Panel title="Password" description="Another password ends your other sessions.">
              <PasswordForm
                saving={setPassword.isPending}
                done={setPassword.isSuccess}
                problem={setPassword.error?.message ?? null}
                faults={isApiError(setPassword.error) ? setPassword.error.fieldErrors : []}
                onSave={(given) => setPassword.mutate(given)}
              />
            </Panel>
          ) : null}
          <Panel
            title="Sessions"
            description="Where you are signed in."
            actions={
              (list.data?.sessions.length ?? 0) > 1 ? (
                <ConfirmButton
                  label="End all others"
                  question="Everywhere but here you have to sign in again. End them?"
                  loading={endOthers.isPending}
                  onConfirm={() => endOthers.mutate()}
                />
              ) : null
            }
          >
            <SessionList
              sessions={list.data?.sessions}
              zone={organisation.timezone}
              ending={end.isPending}
              onEnd={(id) => end.mutate(id)}
            />
          </Panel>
          <Panel title="Appearance">
            <ThemeChoice />
          </Panel>
        </Stack>
      ) : (
        <Skeleton height={420} />
      )}
    </>
  );
}
