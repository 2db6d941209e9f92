import { parseEvent } from "@/lib/metering/parse-event";
import { recordEvents } from "@/lib/metering/service";
import type { Author } from "@/lib/platform/author";
import { nowMs } from "@/lib/platform/clock";

/** For tests: usage recorded as a service would send it, at a cost of the test's choosing. */

export const author: Author = { name: "test", note: async () => {} };

let serial = 0;

const caller = { id: null, name: "test", defaultEnvironment: null, trustsReportedCost: true };

export async function record(events: Record<string, unknown>[]): Promise<void> {
  const outcomes = events.map((event) =>
    parseEvent(event, { receivedMs: nowMs(), defaultSource: "test", defaultEnvironment: null, futureMs: 300_000, pastMs: null }),
  );
  const results = await recordEvents(outcomes, events, caller);
  const refused = results.find(({ status }) => status !== "accepted");
  if (refused) throw new Error(`not accepted: ${JSON.stringify(refused)}`);
}

/** One call of a tenant at this cost in US dollars. */
export async function spend(tenant: string, cost: string, time: string, fields: Record<string, unknown> = {}): Promise<void> {
  await record([{ id: `e${serial++}`, tenant, timestamp: time, provider: "openai", model: "gpt-4o", cost_usd: cost, ...fields }]);
}
