import type pg from "pg";
import type { RatedEvent, RecordingFollower } from "@/lib/metering/service";
import { deleteHolds } from "./queries/reservations";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Settles reservations inside the transaction that records their events: from the same commit on the budget counts
 * what was spent, and no longer what was set aside. An id that is unknown, expired, settled before or another
 * tenant's settles nothing and hinders nothing.
 */
async function settle(client: pg.ClientBase, recorded: readonly RatedEvent[]): Promise<void> {
  let settled: { tenant: string; id: string }[] | undefined;
  for (const { event } of recorded) {
    if (event.reservationId === null || !UUID.test(event.reservationId)) continue;
    settled ??= [];
    settled.push({ tenant: event.tenant, id: event.reservationId });
  }
  if (settled) await deleteHolds(client, settled);
}

export const settleReservations: RecordingFollower = {
  concerns: (events) => events.some(({ event }) => event.reservationId !== null),
  follow: settle,
};
