"use client";

import { Button, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { parseAsString, useQueryState } from "nuqs";
import { useConsole } from "@/app/hooks/use-console";
import { usePeople } from "@/app/hooks/use-people";
import { personColumns } from "@/components/people/person-columns";
import { RolesTable } from "@/components/people/roles";
import { DataTable } from "@/components/tables/data-table";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { ApiProblem } from "../../api-problem";
import { Invite } from "./invite";
import { ManagePerson } from "./manage-person";

export function People() {
  const { organisation, user } = useConsole();
  const list = usePeople();
  const [inviting, { open, close }] = useDisclosure(false);
  const [opened, setOpened] = useQueryState("person", parseAsString);
  const people = list.data?.users;
  const person = people?.find(({ id }) => id === opened);
  return (
    <>
      <PageHeader title="People" description="Who may sign in, and what they may do. Changes act within a second.">
        <Button onClick={open}>Invite a person</Button>
      </PageHeader>
      <Stack gap="md">
        <Panel title="People">
          {list.error && !people ? (
            <ApiProblem title="People cannot be read" error={list.error} onRetry={() => list.refetch()} />
          ) : people ? (
            <DataTable
              caption="Everybody who may sign in, and who is invited"
              columns={personColumns(organisation.timezone, user.email, (id) => void setOpened(id))}
              rows={people}
              rowKey={({ id }) => id}
            />
          ) : (
            <Skeleton height={240} />
          )}
        </Panel>
        <Panel title="Roles" description="A role says what somebody may do; a limit to tenants says about whom.">
          <RolesTable />
        </Panel>
      </Stack>
      <Modal
        opened={inviting}
        onClose={close}
        // A click beside it must not lose the one sight of the link.
        closeOnClickOutside={false}
        title={<Text fw={650}>Invite a person</Text>}
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Invite onDone={close} />
      </Modal>
      <Modal
        opened={person !== undefined}
        onClose={() => void setOpened(null)}
        closeOnClickOutside={false}
        title={<Text fw={650}>{person ? person.name || person.email : ""}</Text>}
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {person ? <ManagePerson key={person.id} person={person} onDone={() => void setOpened(null)} /> : null}
      </Modal>
    </>
  );
}
