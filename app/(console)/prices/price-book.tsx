"use client";

import { Skeleton, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import { useConsole } from "@/app/hooks/use-console";
import { usePriceBook } from "@/app/hooks/use-prices";
import { plural } from "@/components/format/number";
import { priceColumns } from "@/components/prices/price-columns";
import { DataTable } from "@/components/tables/data-table";
import { NothingHere } from "@/components/ui/nothing-here";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { ApiProblem } from "../api-problem";

const SHOWN = 200;

export function PriceBook() {
  const { organisation } = useConsole();
  const book = usePriceBook();
  const [search, setSearch] = useQueryState("q", parseAsString.withDefault(""));
  const [asked] = useDebouncedValue(search, 120);
  const found = useMemo(() => {
    const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
    return (book.data ?? []).filter((price) => {
      const text = `${price.provider} ${price.model} ${price.service_tier} ${price.source}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  }, [book.data, asked]);
  return (
    <Panel
      title="In force now"
      description={
        <span role="status">
          {book.data ? `${plural(found.length, "price")}${found.length > SHOWN ? `, the first ${SHOWN} shown` : ""}` : "Reading…"}
        </span>
      }
      actions={
        <TextInput
          aria-label="Search the price book"
          placeholder="gpt-4o, anthropic batch…"
          value={search}
          onChange={(event) => void setSearch(event.currentTarget.value || null)}
          w={{ base: "100%", xs: 260 }}
        />
      }
    >
      {book.error ? (
        <ApiProblem title="The price book cannot be read" error={book.error} onRetry={() => book.refetch()} />
      ) : !book.data ? (
        <Skeleton height={480} />
      ) : found.length === 0 ? (
        <NothingHere title="No price matches">
          A model without a price is listed as{" "}
          <TextLink href="/prices?view=unpriced" underline>
            unpriced
          </TextLink>{" "}
          once it was used.
        </NothingHere>
      ) : (
        <DataTable
          caption="Prices in force now"
          columns={priceColumns(organisation.timezone)}
          rows={found.slice(0, SHOWN)}
          rowKey={(price) => price.id}
          maxHeight={680}
        />
      )}
    </Panel>
  );
}
