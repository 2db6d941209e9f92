import { DomainError } from "@/lib/platform/errors";
import { groupingOf, HELD_GROUPINGS } from "./groupings";
import { selectDimensionValues } from "./queries/select-dimension-values";
import { filterValues, integer, type RawQuery, refuse } from "./spend-query";

const PARAMETERS = ["search", "limit"];

/**
 * The values of one dimension, for filters to choose from.
 * @throws DomainError not_found for a name that is no dimension
 */
export async function dimensionValues(name: string, query: RawQuery) {
  const by = groupingOf(name);
  if (!by || name.includes("\u0000")) throw new DomainError("not_found", `There is no such dimension: use ${HELD_GROUPINGS}.`);
  for (const given of Object.keys(query)) {
    if (!PARAMETERS.includes(given)) throw refuse(given, `is no parameter of this request: use ${PARAMETERS.join(", ")}`);
  }
  const [search = ""] = filterValues(query, "search");
  return { dimension: name, values: await selectDimensionValues(by, search, integer(query, "limit", 50, 1000)) };
}
