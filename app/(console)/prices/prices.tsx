"use client";

import { Tabs } from "@mantine/core";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useUnpriced } from "@/app/hooks/use-prices";
import { PageHeader } from "@/components/ui/page-header";
import { Overrides } from "./overrides";
import { PriceBook } from "./price-book";
import { UnpricedModels } from "./unpriced-models";

const VIEWS = ["book", "unpriced", "overrides"] as const;

export function Prices() {
  const [view, setView] = useQueryState("view", parseAsStringLiteral(VIEWS).withDefault("book").withOptions({ history: "push" }));
  const unpriced = useUnpriced();
  const count = unpriced.data?.length ?? 0;
  return (
    <>
      <PageHeader title="Prices" description="What each model costs, from when, and what was agreed besides." />
      <Tabs value={view} onChange={(value) => void setView(VIEWS.find((one) => one === value) ?? null)} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="book">Price book</Tabs.Tab>
          <Tabs.Tab value="unpriced">Unpriced{count > 0 ? ` (${count})` : ""}</Tabs.Tab>
          <Tabs.Tab value="overrides">Overrides</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="book">
          <PriceBook />
        </Tabs.Panel>
        <Tabs.Panel value="unpriced">
          <UnpricedModels />
        </Tabs.Panel>
        <Tabs.Panel value="overrides">
          <Overrides />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
