"use client";

import { Tabs } from "@mantine/core";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useConsole } from "@/app/hooks/use-console";
import { PageHeader } from "@/components/ui/page-header";
import { Entries } from "./entries";
import { ImportDirectory } from "./import-directory";
import { Moves } from "./moves";
import { SpendByOwner } from "./spend-by-owner";

const VIEWS = ["tenants", "features", "environments", "spend", "moves"] as const;

export function Directory() {
  const { user } = useConsole();
  const [view, setView] = useQueryState(
    "view",
    parseAsStringLiteral(VIEWS).withDefault("tenants").withOptions({ history: "push" }),
  );
  const mayChange = user.role === "admin" || user.role === "finance";
  return (
    <>
      <PageHeader
        title="Directory"
        description="Tenants, features and environments that events have named: who answers for them, and which names are one."
      >
        {mayChange ? <ImportDirectory /> : null}
      </PageHeader>
      <Tabs value={view} onChange={(value) => void setView(VIEWS.find((one) => one === value) ?? null)} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="tenants">Tenants</Tabs.Tab>
          <Tabs.Tab value="features">Features</Tabs.Tab>
          <Tabs.Tab value="environments">Environments</Tabs.Tab>
          <Tabs.Tab value="spend">By owner</Tabs.Tab>
          <Tabs.Tab value="moves">Move spend</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="tenants">
          <Entries kind="tenant" mayChange={mayChange} />
        </Tabs.Panel>
        <Tabs.Panel value="features">
          <Entries kind="feature" mayChange={mayChange} />
        </Tabs.Panel>
        <Tabs.Panel value="environments">
          <Entries kind="environment" mayChange={mayChange} />
        </Tabs.Panel>
        <Tabs.Panel value="spend">
          <SpendByOwner />
        </Tabs.Panel>
        <Tabs.Panel value="moves">
          <Moves mayChange={mayChange} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
