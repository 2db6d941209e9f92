import { displayNames } from "@/lib/directory/names/service";
import { lineagesWithin } from "@/lib/keys/service";
import type { Dimension } from "@/lib/metering/service";
import { DomainError } from "@/lib/platform/errors";
import type { Reach } from "@/lib/platform/reach";
import { groupingOf, HELD_GROUPINGS } from "./groupings";
import { namesReadWithin } from "./merged-names";
import { selectDimensionValues } from "./queries/select-dimension-values";
import { filterValues, integer, type RawQuery, refuse } from "./spend-query";

const PARAMETERS = ["search", "limit"];

/**
 * The values of one dimension, for filters to choose from; as they are read: registered keys by their ids, merged names
 * under one; with what people call them.
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
  const merged = by.kind === "dimension" ? (await namesReadWithin(reach))[by.name] : undefined;
  if (by.kind === "label" || !merged) return { dimension: name, values, labels: {} };
  const labelOf = await labelsOf(by.name, reach);
  const named = [...labelOf].filter(([, label]) => label.toLowerCase().includes(search.toLowerCase())).map(([id]) => id);
  const others = values.map((value) => merged.nameOf.get(value) ?? value);
  const found = [...new Set([...(search === "" && name !== "key" ? [] : named), ...others])].slice(0, limit);
  return { dimension: name, values: found, labels: Object.fromEntries(found.flatMap((id) => entryOf(labelOf, id))) };
}

/** What people call values of a dimension: registered keys, and what has a name in the directory. */
async function labelsOf(name: Dimension, reach: Reach): Promise<ReadonlyMap<string, string>> {
  if (name === "key") return (await lineagesWithin(reach)).labelOf;
  const names = await displayNames(reach);
  return new Map(name in names ? Object.entries(names[name as keyof typeof names]) : []);
}

function entryOf(labels: ReadonlyMap<string, string>, id: string): [string, string][] {
  const label = labels.get(id);
  return label === undefined ? [] : [[id, label]];
}
