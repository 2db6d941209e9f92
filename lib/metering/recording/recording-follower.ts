import type pg from "pg";
import { singleton } from "@/lib/platform/singleton";
import type { RatedEvent } from "./rated-event";

/** What another room does with events inside the transaction that records them (settles reservations, notes violations of policies). */
export interface RecordingFollower {
  /** Whether it has anything to do for these events; decides from memory, before the transaction. */
  concerns(events: readonly RatedEvent[]): boolean;
  /** Called with the events that were accepted, before the commit; what it throws undoes the transaction. */
  follow(client: pg.ClientBase, recorded: readonly RatedEvent[]): Promise<void>;
}

const followers = singleton("recordingFollowers", () => new Map<string, RecordingFollower>());

/** Puts a follower under a name; one put later under the same name takes its place. */
export function followRecording(name: string, follower: RecordingFollower): void {
  followers.set(name, follower);
}

export async function tellFollowers(client: pg.ClientBase, recorded: readonly RatedEvent[]): Promise<void> {
  for (const { follow } of followers.values()) await follow(client, recorded);
}

export function concernsFollowers(events: readonly RatedEvent[]): boolean {
  for (const follower of followers.values()) if (follower.concerns(events)) return true;
  return false;
}
