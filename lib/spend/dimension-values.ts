import { lineagesWithin } from "@/lib/keys/service";
import { DomainError } from "@/lib/platform/errors";
import type { Reach } from "@/lib/platform/reach";
import { groupingOf, HELD_GROUPINGS } from "./groupings";
import { selectDimensionValues } from "./queries/select-dimension-values";
import { filterValues, integer, type RawQuery, refuse } from "./spend-query";

const PARAMETERS = ["search", "limit"];

/**
 * The values of one dimension, for filters to choose from; registered keys by their ids, with their names.
 * @throws DomainError not_found for a name that is no dimension
 */
export async function dimensionValues(name: string, query: RawQuery, reach: Reach) {
  const by = groupingOf(name);
  if (!by || name.includes("\u0000")) throw new DomainError("not_found", `There is no such dimension: use ${HELD_GROUPINGS}.`);
  for (const given of Object.keys(query)) {
    if (!PARAMETERS.includes(given)) throw refuse(given, `is no parameter of this request: use ${PARAMETERS.join(", ")}`);
  }
  const [search = ""] = filterValues(query, "search");
  const limit = integer(query, "limit", 50, 1000);
  const values = await selectDimensionValues(by, search, limit, reach);
  if (name !== "key") return { dimension: name, values, labels: {} };
  const { keyOf, labelOf } = await lineagesWithin(reach);
  const named = [...labelOf].filter(([, label]) => label.toLowerCase().includes(search.toLowerCase())).map(([id]) => id);
  const found = [...new Set([...named, ...values.map((value) => keyOf.get(value) ?? value)])].slice(0, limit);
  return { dimension: name, values: found, labels: Object.fromEntries(found.flatMap((id) => entryOf(labelOf, id))) };
}

function entryOf(labels: ReadonlyMap<string, string>, id: string): [string, string][] {
  const label = labels.get(id);
  return label === undefined ? [] : [[id, label]];
}
