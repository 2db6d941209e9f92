import { atto, formatAtto, plainDecimal } from "@/lib/platform/decimal";
import { DomainError } from "@/lib/platform/errors";
import type { Reach } from "@/lib/platform/reach";
import { rfc3339 } from "@/lib/platform/time";
import { componentOf, costFormula } from "./cost-formula";
import { shownMoves } from "./event-moves";
import { decodeRef, type EventRef, encodeRef } from "./event-ref";
import { eventItem } from "./queries/event-columns";
import { findEventRefs } from "./queries/find-event-refs";
import { findLinked } from "./queries/find-linked";
import { type EventDetailRow, selectEvent } from "./queries/select-event";
import { selectPrice } from "./queries/select-price";
import { refuse } from "./spend-query";

function notFound(): DomainError {
  return new DomainError("not_found", "There is no such event.");
}

async function refOf(name: string, reach: Reach, tenant: string | undefined, source: string | undefined): Promise<EventRef> {
  const ref = tenant === undefined && source === undefined ? decodeRef(name) : null;
  const whose = ref?.tenant ?? tenant;
  if (whose === undefined || !reach.has(whose)) throw notFound();
  if (ref) return ref;
  if (tenant === undefined) throw notFound();
  // The database takes no NUL; no stored name holds one.
  if ([name, tenant, source].some((text) => text?.includes("\u0000"))) throw notFound();
  const [found, another] = await findEventRefs(tenant, source ?? null, name);
  if (!found || !reach.has(found.tenant)) throw notFound();
  if (another) throw refuse("source", "more than one source sent an event of this id: say which");
  return found;
}

/** The event as it is; one that was moved since is found by where it was. */
async function findEvent(ref: EventRef, reach: Reach): Promise<EventDetailRow | null> {
  const row = await selectEvent(ref);
  if (row) return row;
  const [moved] = await findEventRefs(ref.tenant, ref.source, ref.id);
  return moved && reach.has(moved.tenant) ? selectEvent(moved) : null;
}

/** The correction of an event, or what it corrects, by the names under which either may have been sent. */
async function linkTo(row: EventDetailRow, other: "corrects" | "corrected_by", reach: Reach): Promise<string | null> {
  if (row[other] === null) return null;
  const tenants = [...new Set([row.tenant, ...(row.moves ?? []).map(({ tenant }) => tenant)])];
  const ref = await findLinked(tenants, row, other);
  return ref && reach.has(ref.tenant) ? encodeRef(ref) : null;
}

/** What the sender reported less what the price book says, for usage that has both. */
function reportedDifference(row: EventDetailRow): string | null {
  const components = row.rating.components;
  if (row.reported_cost === null || !components || components.length === 0) return null;
  return formatAtto(atto(row.reported_cost) - components.reduce((sum, component) => sum + atto(component[5]), 0n));
}

const textOf = (value: number | string | undefined) => (typeof value === "string" ? value : null);

function classesOf(usage: EventDetailRow["usage"]): Record<string, number> {
  return Object.fromEntries(Object.entries(usage).flatMap(([name, value]) => (typeof value === "number" ? [[name, value]] : [])));
}

/**
 * One event with all that explains its cost; one out of reach is not there.
 * @param name the reference that lists give, or the event's id when `tenant` is given
 * @throws DomainError not_found
 */
export async function readEvent(name: string, reach: Reach, tenant?: string, source?: string) {
  const row = await findEvent(await refOf(name, reach, tenant, source), reach);
  if (!row) throw notFound();
  const price = row.price_id === null ? null : await selectPrice(row.price_id);
  const { usage, raw_usage, rating, first_effective_cost, re_rating_id, moves, tags, attributes, ...listed } = row;
  return {
    ...eventItem(listed),
    usage: classesOf(usage),
    raw_usage,
    components: (rating.components ?? []).map(componentOf),
    formula: costFormula(row),
    matched_model: rating.matched_model ?? null,
    override_id: rating.override_id ?? null,
    image_size: rating.image_size ?? textOf(usage.image_size),
    image_quality: rating.image_quality ?? textOf(usage.image_quality),
    unpriced_reason: rating.reason ?? null,
    suggestion: rating.suggestion ?? null,
    price: price && {
      ...price,
      effective_from: rfc3339(price.effective_from.getTime()),
      effective_to: price.effective_to ? rfc3339(price.effective_to.getTime()) : null,
    },
    reported_difference_usd: reportedDifference(row),
    first_effective_cost_usd: plainDecimal(first_effective_cost),
    re_rating_id,
    tags,
    attributes,
    corrects_ref: await linkTo(row, "corrects", reach),
    corrected_by_ref: await linkTo(row, "corrected_by", reach),
    moves: await shownMoves(row, reach),
  };
}
