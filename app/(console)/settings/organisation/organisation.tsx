"use client";

import { Skeleton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useConsole } from "@/app/hooks/use-console";
import { useChangeOrganisation, useOrganisation } from "@/app/hooks/use-organisation";
import { OrganisationForm } from "@/components/settings/organisation-form";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { ApiProblem } from "../../api-problem";

export function OrganisationSettings() {
  const { user } = useConsole();
  const settings = useOrganisation();
  const change = useChangeOrganisation();
  const router = useRouter();
  return (
    <>
      <PageHeader title="Organisation" description="How time is counted, what reports group by, whose costs are believed." />
      <Panel title="Settings" description={user.role === "admin" ? null : "An admin can change these."}>
        {settings.error && !settings.data ? (
          <ApiProblem title="The settings cannot be read" error={settings.error} onRetry={() => settings.refetch()} />
        ) : settings.data ? (
          <OrganisationForm
            settings={settings.data}
            readOnly={user.role !== "admin"}
            saving={change.isPending}
            problem={change.error?.message ?? null}
            onSave={(next) =>
              change.mutate(next, {
                onSuccess: () => {
                  notifications.show({ title: "Saved", message: "Every instance follows within a second." });
                  // The layout hands zone and tags to every page.
                  router.refresh();
                },
              })
            }
          />
        ) : (
          <Skeleton height={420} />
        )}
      </Panel>
    </>
  );
}
