"use client";

import { Button, Modal, Skeleton, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useConsole } from "@/app/hooks/use-console";
import { useCreateToken, useRevokeToken, useTokens } from "@/app/hooks/use-tokens";
import { NewTokenForm } from "@/components/settings/new-token-form";
import { NewTokenSecret } from "@/components/settings/new-token-secret";
import { tokenColumns } from "@/components/settings/token-columns";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { ApiProblem } from "../../api-problem";

export function Tokens() {
  const { organisation } = useConsole();
  const list = useTokens();
  const create = useCreateToken();
  const revoke = useRevokeToken();
  const [adding, { open, close }] = useDisclosure(false);
  const tokens = list.data?.tokens;
  const finish = () => {
    close();
    create.reset();
  };
  return (
    <>
      <PageHeader title="API tokens" description="What services send their events with, and programs read the API with.">
        <Button onClick={open}>Create a token</Button>
      </PageHeader>
      {revoke.error ? <ApiProblem title="The token still works" error={revoke.error} /> : null}
      <Panel title="Tokens">
        {list.error && !tokens ? (
          <ApiProblem title="Tokens cannot be read" error={list.error} onRetry={() => list.refetch()} />
        ) : !tokens ? (
          <Skeleton height={240} />
        ) : tokens.length === 0 ? (
          <NothingHere title="No token yet">A service needs one to report its calls.</NothingHere>
        ) : (
          <DataTable
            caption="API tokens"
            columns={tokenColumns(organisation.timezone, {
              revoking: revoke.isPending ? revoke.variables : null,
              onRevoke: (id) => revoke.mutate(id),
            })}
            rows={tokens}
            rowKey={(token) => token.id}
          />
        )}
      </Panel>
      <Modal
        opened={adding}
        onClose={finish}
        // A click beside it must not lose the one sight of the secret.
        closeOnClickOutside={!create.data}
        title={<Text fw={650}>{create.data ? "Keep the token now" : "Create a token"}</Text>}
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {create.data ? (
          <NewTokenSecret name={create.data.name} secret={create.data.token} onDone={finish} />
        ) : (
          <NewTokenForm
            saving={create.isPending}
            problem={create.error?.message ?? null}
            onSave={(token) => create.mutate(token)}
            onCancel={finish}
          />
        )}
      </Modal>
    </>
  );
}
