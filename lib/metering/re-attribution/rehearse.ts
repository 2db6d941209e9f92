import type pg from "pg";
import { withoutTwins } from "./apply";
import { Difference } from "./difference";
import { findTaken } from "./queries/find-taken";
import { streamMovable } from "./queries/stream-movable";
import { type MovableEvent, type Selection, sentTenant } from "./selection";

export const MOST_EXAMPLES = 20;

/** Events that cannot move, counted; a few by name. */
export class Collisions {
  events = 0;
  readonly examples: { tenant: string; source: string; id: string }[] = [];

  add(events: readonly MovableEvent[]): void {
    this.events += events.length;
    for (const { tenant, source, id } of events) {
      if (this.examples.length < MOST_EXAMPLES) this.examples.push({ tenant, source, id });
    }
  }
}

/** What a move would do, changing nothing. Needs a transaction that sees one state. */
export async function rehearse(client: pg.ClientBase, selection: Selection, zone: string) {
  const difference = new Difference(zone);
  const collisions = new Collisions();
  // Of one tenant no two events share source and id.
  const seen = selection.filter.tenant === undefined ? new Set<string>() : undefined;
  const { tenant } = selection.set;
  for await (const events of streamMovable(client, selection)) {
    const stuck = new Set<MovableEvent>();
    if (tenant !== undefined) {
      const leaving = events.filter((event) => event.tenant !== tenant);
      const [single, twins] = withoutTwins(leaving, seen);
      const away = single.filter((event) => sentTenant(event) !== tenant);
      const taken = new Set((await findTaken(client, tenant, away)).map(({ source, id }) => `${source}\u001f${id}`));
      for (const event of twins) stuck.add(event);
      for (const event of away) if (taken.has(`${event.source}\u001f${event.id}`)) stuck.add(event);
    }
    collisions.add([...stuck]);
    for (const event of events) if (!stuck.has(event)) difference.add(event, selection);
  }
  return { difference, collisions };
}
