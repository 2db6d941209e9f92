"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { listText } from "./list-text";
import { rangeSearch } from "./use-range";

interface Place {
  /** Dimensions to group by. */
  by?: readonly string[];
  filters?: Readonly<Record<string, readonly string[]>>;
}

/** Addresses of other pages that keep the range: where a number leads when one asks what it is made of. */
export function useAddress() {
  const router = useRouter();
  const search = useSearchParams();
  return useMemo(() => {
    const place = (page: string, { by, filters = {} }: Place): string => {
      const query = new URLSearchParams(rangeSearch(new URLSearchParams(search)));
      if (by) query.set("by", listText(by));
      for (const [name, values] of Object.entries(filters)) query.set(name, listText(values));
      const text = query.toString();
      return text ? `${page}?${text}` : page;
    };
    return {
      exploreHref: (to: Place) => place("/explore", to),
      eventsHref: (to: Place) => place("/events", to),
      explore: (to: Place) => router.push(place("/explore", to)),
    };
  }, [router, search]);
}
