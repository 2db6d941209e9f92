"use client";

import { Skeleton, Stack } from "@mantine/core";
import { useSignInSettings } from "@/app/hooks/use-people";
import { ProviderPanel } from "@/components/people/provider-panel";
import { WaysPanel } from "@/components/people/ways-panel";
import { PageHeader } from "@/components/ui/page-header";
import { ApiProblem } from "../../api-problem";

export function SignInSettings() {
  const { data, error, refetch } = useSignInSettings();
  return (
    <>
      <PageHeader
        title="Sign-in"
        description="How people come in. It is set by the process's settings, so that nobody who came in can change it."
      />
      {error && !data ? (
        <ApiProblem title="The sign-in settings cannot be read" error={error} onRetry={() => refetch()} />
      ) : data ? (
        <Stack gap="md">
          <WaysPanel settings={data} />
          <ProviderPanel settings={data} />
        </Stack>
      ) : (
        <Skeleton height={320} />
      )}
    </>
  );
}
