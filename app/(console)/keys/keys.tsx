"use client";

import { Alert, Button, Group, Modal, Tabs, Text } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { useConsole } from "@/app/hooks/use-console";
import { type NewKeyValue, useDueReminders, useRegisterKey, useUnregistered } from "@/app/hooks/use-keys";
import { useOrganisation } from "@/app/hooks/use-organisation";
import { KeyForm } from "@/components/keys/key-form";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import type { UnregisteredKey } from "@/lib/keys/contract";
import { Calendars } from "./calendars";
import { ImportKeys } from "./import-keys";
import { Inventory } from "./inventory";
import { Unregistered } from "./unregistered";

const VIEWS = ["inventory", "unregistered", "calendar"] as const;

export function Keys() {
  const { user } = useConsole();
  const { data: settings } = useOrganisation();
  const [view, setView] = useQueryState(
    "view",
    parseAsStringLiteral(VIEWS).withDefault("inventory").withOptions({ history: "push" }),
  );
  const unregistered = useUnregistered(!user.limited);
  const due = useDueReminders();
  const register = useRegisterKey();
  /** What is being added: a key of its own, or one that was found. */
  const [adding, setAdding] = useState<UnregisteredKey | "new" | null>(null);
  const mayAdd = user.role === "admin" || user.role === "engineer";
  const found = adding !== null && adding !== "new" ? adding : null;
  const finish = () => {
    setAdding(null);
    register.reset();
  };
  const count = unregistered.data?.length ?? 0;
  return (
    <>
      <PageHeader
        title="Keys"
        description="Every provider key with an owner and a date, and what events show of it. Values are never stored."
      >
        {mayAdd ? (
          <Group gap="xs">
            <ImportKeys />
            <Button onClick={() => setAdding("new")}>Register a key</Button>
          </Group>
        ) : null}
      </PageHeader>
      {due.data && due.data.length > 0 ? (
        <Alert
          role="status"
          variant="outline"
          color="yellow"
          c="var(--mantine-color-text)"
          mb="md"
          icon={<IconBell aria-hidden />}
          title={due.data.length === 1 ? "A reminder is due" : `${due.data.length} reminders are due`}
        >
          <Text size="sm" mb={4}>
            They are shown here, since nothing is set up yet that would send them.
          </Text>
          {due.data.slice(0, 5).map((row) => (
            <Text key={row.id} size="sm">
              <TextLink href={`/keys/${row.key_id}`} underline>
                {row.key_name}
              </TextLink>
              : {row.reason} on {row.due_on}
              {row.recipient ? `, for ${row.recipient}` : ""}
            </Text>
          ))}
        </Alert>
      ) : null}
      <Tabs value={view} onChange={(value) => void setView(VIEWS.find((one) => one === value) ?? null)} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="inventory">Inventory</Tabs.Tab>
          {user.limited ? null : <Tabs.Tab value="unregistered">Unregistered{count > 0 ? ` (${count})` : ""}</Tabs.Tab>}
          {user.role === "admin" ? <Tabs.Tab value="calendar">Calendar</Tabs.Tab> : null}
        </Tabs.List>
        <Tabs.Panel value="inventory">
          <Inventory />
        </Tabs.Panel>
        <Tabs.Panel value="unregistered">
          <Unregistered keys={unregistered} onAdopt={mayAdd ? setAdding : null} />
        </Tabs.Panel>
        <Tabs.Panel value="calendar">
          <Calendars />
        </Tabs.Panel>
      </Tabs>
      <Modal
        opened={adding !== null}
        onClose={finish}
        title={<Text fw={650}>{found ? `Adopt …${found.last4 ?? found.fingerprint.slice(0, 8)}` : "Register a key"}</Text>}
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <KeyForm
          start={{
            ...(user.role === "engineer" ? { owner: user.email } : {}),
            ...(found ? { provider: found.provider, environment: found.environments[0] ?? "" } : {}),
          }}
          asksValue={!found}
          defaultDays={settings?.key_rotation_days ?? 90}
          submit={found ? "Adopt" : "Register"}
          saving={register.isPending}
          problem={register.error?.message ?? null}
          onCancel={finish}
          onSave={(fields, hashed) => {
            const value: NewKeyValue | null = found
              ? { unregistered: found.fingerprint }
              : hashed && { fingerprint: hashed.fingerprint, last4: hashed.last4 };
            if (value) register.mutate({ fields, value }, { onSuccess: finish });
          }}
        />
      </Modal>
    </>
  );
}
