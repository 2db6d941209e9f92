import { hmac } from "@/lib/platform/secret";
import { singleton } from "@/lib/platform/singleton";
import type { PriceBook } from "@/lib/pricing/service";
import type { ParsedEvent } from "../event";
import { type RatedEvent, settleCost } from "./rated-event";

/** Who sends, as far as recording cares. */
export interface IngestCaller {
  id: string | null;
  /** The default source of events. */
  name: string;
  defaultEnvironment: string | null;
  trustsReportedCost: boolean;
}

/** A model that no known provider has: the provider stays open. */
const UNKNOWN_PROVIDER = "unknown";
const MOST_KEYS = 50_000;

const keyHmacs = singleton("keyHmacs", () => new Map<string, string>());

/** A key's id: the HMAC of its digest (lower-case hex) under our secret (promise 7); '' for none. */
export function keyAtRest(digest: string | null): string {
  if (digest === null) return "";
  const known = keyHmacs.get(digest);
  if (known !== undefined) return known;
  if (keyHmacs.size >= MOST_KEYS) keyHmacs.clear();
  const made = hmac("provider-key", digest);
  keyHmacs.set(digest, made);
  return made;
}

/** Rates one event as of its own time and settles what it cost. Pure but for the snapshot of prices given. */
export function prepareEvent(
  event: ParsedEvent,
  book: PriceBook,
  caller: IngestCaller,
  trustedSources: readonly string[],
): RatedEvent {
  const provider = event.provider === null ? book.inferProvider(event.model) : book.canonicalProvider(event.provider);
  const rating =
    event.usage === null
      ? null
      : book.rate({
          tenant: event.tenant,
          provider: provider ?? UNKNOWN_PROVIDER,
          model: event.model,
          serviceTier: event.serviceTier,
          atMs: event.timeMs,
          usage: event.usage,
        });
  return settleCost(event, {
    provider: provider ?? UNKNOWN_PROVIDER,
    key: keyAtRest(event.keyDigest),
    trustsReported: event.reportedBy === "usage" || caller.trustsReportedCost || trustedSources.includes(event.source),
    rating,
  });
}
