"use client";

import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { parseAsString, useQueryState } from "nuqs";
import { useConsole } from "@/app/hooks/use-console";
import { usePriceBook } from "@/app/hooks/use-prices";
import { priceColumns } from "@/components/prices/price-columns";
import { DataTable } from "@/components/tables/data-table";
import { PagedPanel } from "@/components/tables/paged-panel";
import { NothingHere } from "@/components/ui/nothing-here";
import { TextLink } from "@/components/ui/text-link";
import { ApiProblem } from "../api-problem";

export function PriceBook() {
  const { organisation } = useConsole();
  const [search, setSearch] = useQueryState("q", parseAsString.withDefault(""));
  const [asked] = useDebouncedValue(search.trim(), 250);
  const book = usePriceBook(asked);
  const prices = book.data?.pages.flatMap((page) => page.prices);
  return (
    <PagedPanel
      title="In force now"
      noun="price"
      first="the first"
      count={prices?.length}
      hasMore={book.hasNextPage}
      loadingMore={book.isFetchingNextPage}
      onMore={() => void book.fetchNextPage()}
      actions={
        <TextInput
          aria-label="Search the price book"
          placeholder="gpt-4o, anthropic batch…"
          value={search}
          onChange={(event) => void setSearch(event.currentTarget.value || null)}
          w={{ base: "100%", xs: 260 }}
        />
      }
      problem={
        book.error && !book.data ? (
          <ApiProblem title="The price book cannot be read" error={book.error} onRetry={() => book.refetch()} />
        ) : null
      }
      empty={
        <NothingHere title="No price matches">
          A model without a price is listed as{" "}
          <TextLink href="/prices?view=unpriced" underline>
            unpriced
          </TextLink>{" "}
          once it was used.
        </NothingHere>
      }
    >
      <DataTable
        caption="Prices in force now"
        columns={priceColumns(organisation.timezone)}
        rows={prices ?? []}
        rowKey={(price) => price.id}
        maxHeight={680}
      />
    </PagedPanel>
  );
}
