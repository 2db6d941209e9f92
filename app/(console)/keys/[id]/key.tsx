"use client";

import { Button, Group, Modal, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useAddress } from "@/app/hooks/use-address";
import { useConsole } from "@/app/hooks/use-console";
import {
  fieldsOf,
  useAcceptFinding,
  useChangeKey,
  useKey,
  useKeyStep,
  useReminderSeen,
  useWithdrawAcceptance,
} from "@/app/hooks/use-keys";
import { useOrganisation } from "@/app/hooks/use-organisation";
import { formatInstant } from "@/components/format/time";
import { CompromisePanel } from "@/components/keys/compromise-panel";
import { FindingList } from "@/components/keys/finding-list";
import { KeyFacts } from "@/components/keys/key-facts";
import { KeyForm } from "@/components/keys/key-form";
import { StatusMark } from "@/components/keys/marks";
import { reminderColumns } from "@/components/keys/reminder-list";
import { RotationPanel } from "@/components/keys/rotation-panel";
import { DataTable } from "@/components/tables/data-table";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { Named } from "@/components/ui/named";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { ApiProblem } from "../../api-problem";
import { KeySpend } from "./key-spend";

function silenceText(minutes: number): string {
  if (minutes === 0) return "any time at all";
  if (minutes % 1440 === 0) return minutes === 1440 ? "a day" : `${minutes / 1440} days`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

export function KeyPage({ id }: { id: string }) {
  const { organisation } = useConsole();
  const { eventsHref } = useAddress();
  const { data: settings } = useOrganisation();
  const { data: key, error, refetch } = useKey(id);
  const step = useKeyStep(id);
  const change = useChangeKey(id);
  const accept = useAcceptFinding();
  const withdraw = useWithdrawAcceptance();
  const seen = useReminderSeen();
  const [editing, { open, close }] = useDisclosure(false);
  if (error && !key) return <ApiProblem title="The key cannot be read" error={error} onRetry={() => refetch()} />;
  if (!key)
    return (
      <Stack>
        <Skeleton height={60} />
        <Skeleton height={400} />
      </Stack>
    );
  const zone = organisation.timezone;
  const problemOf = (...steps: string[]) =>
    step.error && steps.includes(step.variables?.step ?? "") ? step.error.message : null;
  const reminders = key.reminders.filter(({ state }) => state !== "cancelled");
  const finish = () => {
    close();
    change.reset();
  };
  return (
    <>
      <PageHeader
        title={key.name}
        description={
          <>
            <TextLink href="/keys" underline>
              Keys
            </TextLink>{" "}
            / {key.provider}, <Named dimension="environment" value={key.environment} />.{" "}
            {key.last_seen ? `Last seen ${formatInstant(key.last_seen, zone)}.` : "Never seen."}
          </>
        }
      >
        <Group gap="xs">
          <StatusMark status={key.status} />
          {key.may_edit ? (
            <Button size="compact-sm" variant="default" onClick={open}>
              Edit
            </Button>
          ) : null}
          {key.may_edit && key.status !== "retired" && key.status !== "compromised" ? (
            <ConfirmButton
              label="Retire"
              question="Its use from now on is a finding; it is not revoked at the provider. Retire it?"
              onConfirm={() => step.mutate({ step: "retire" })}
            />
          ) : null}
        </Group>
      </PageHeader>
      <Stack gap="md">
        <Panel title="Findings">
          {key.findings.length === 0 ? (
            <NothingHere title="Nothing is wrong with this key">
              {key.past_findings.length > 0
                ? `Before: ${key.past_findings
                    .slice(0, 3)
                    .map(({ title, cleared_at }) => `${title} (cleared ${formatInstant(cleared_at, zone)})`)
                    .join(", ")}`
                : null}
            </NothingHere>
          ) : (
            <FindingList
              findings={key.findings}
              zone={zone}
              mayEdit={key.may_edit}
              onAccept={(finding, reason, until) => accept.mutate({ id: finding, reason, until })}
              onWithdraw={(finding) => withdraw.mutate(finding)}
            />
          )}
          {accept.error ? <ApiProblem title="It still counts" error={accept.error} /> : null}
        </Panel>
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
          <Stack gap="md" style={{ minWidth: 0 }}>
            <RotationPanel
              detail={key}
              zone={zone}
              busy={step.isPending}
              problem={problemOf("start", "succeed", "close", "cancel")}
              silence={silenceText(settings?.key_silence_minutes ?? 1440)}
              onStart={() => step.mutate({ step: "start" })}
              onSuccessor={(value) => step.mutate({ step: "succeed", value })}
              onClose={() => step.mutate({ step: "close" })}
              onCancel={() => step.mutate({ step: "cancel" })}
            />
            <CompromisePanel
              detail={key}
              zone={zone}
              busy={step.isPending}
              problem={problemOf("compromise", "withdraw")}
              onMark={(reason) => step.mutate({ step: "compromise", reason })}
              onWithdraw={() => step.mutate({ step: "withdraw" })}
            />
          </Stack>
          <KeyFacts detail={key} zone={zone} eventsHref={eventsHref({ filters: { key: [key.id] } })} />
        </SimpleGrid>
        <KeySpend id={id} />
        <Panel
          title="Reminders"
          description="At 09:00 in the owner's time zone: 30, 14, 7 and 1 days before, on the day, then weekly. They go to the owner by e-mail and to the channels; those that are due are shown here and above the list of keys too."
        >
          {reminders.length === 0 ? (
            <NothingHere title="Nothing is planned">A key out of use is not to be rotated.</NothingHere>
          ) : (
            <DataTable
              caption="Reminders"
              columns={reminderColumns(key.timezone ?? zone, key.may_edit ? (row) => seen.mutate(row) : null)}
              rows={reminders}
              rowKey={(row) => row.id}
              maxHeight={320}
            />
          )}
        </Panel>
      </Stack>
      <Modal
        opened={editing}
        onClose={finish}
        title={<Text fw={650}>Edit {key.name}</Text>}
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <KeyForm
          start={{
            name: key.name,
            provider: key.provider,
            environment: key.environment,
            owner: key.owner?.email ?? "",
            purpose: key.purpose,
            allowed_tenants: key.allowed_tenants,
            allowed_features: key.allowed_features,
            allowed_environments: key.allowed_environments,
            rotation_days: key.rotation_days ?? "",
            last_rotated_at: key.last_rotated_at.slice(0, 10),
            expires_at: key.expires_at?.slice(0, 10) ?? "",
          }}
          asksValue={false}
          defaultDays={key.rotation_interval_days}
          submit="Save"
          saving={change.isPending}
          problem={change.error?.message ?? null}
          onCancel={finish}
          onSave={(fields) => {
            const { last_rotated_at, expires_at, ...rest } = fieldsOf(fields);
            // A date that was not touched keeps its time of day.
            const dates = {
              ...(last_rotated_at && last_rotated_at !== key.last_rotated_at.slice(0, 10) ? { last_rotated_at } : {}),
              ...(expires_at !== (key.expires_at?.slice(0, 10) ?? null) ? { expires_at } : {}),
            };
            change.mutate({ ...rest, ...dates }, { onSuccess: finish });
          }}
        />
      </Modal>
    </>
  );
}
