import type pg from "pg";
import type { Author } from "@/lib/platform/author";
import { singleton } from "@/lib/platform/singleton";
import type { ReminderRow } from "./queries/reminders";

export interface StopRequest {
  /** The value to refuse, as stops and spend name it; its successor is not touched. */
  fingerprint: string;
  keyId: string;
  keyName: string;
  reason: string;
}

/** Denies our own decisions for a value. @returns the stop's id */
export type StopKey = (stop: StopRequest, author: Author) => Promise<string>;

/**
 * Sends a reminder that is due, within the transaction that marks it sent.
 * @returns how it went out; null when there is no way to send it: it then waits in the console
 */
export type SendReminder = (client: pg.ClientBase, reminder: ReminderRow) => Promise<string | null>;

/** Takes note that findings were opened or cleared, within the transaction that did so. */
export type TellFindings = (client: pg.ClientBase) => Promise<void>;

interface Ports {
  stopKey: StopKey | null;
  sendReminder: SendReminder;
  tellFindings: TellFindings;
}

const ports = singleton(
  "keyPorts",
  (): Ports => ({
    stopKey: null,
    sendReminder: async () => null,
    tellFindings: async () => {},
  }),
);

/** Connects what keys need of other rooms; the process does so at start. */
export function connectKeys(given: Partial<Ports>): void {
  Object.assign(ports, given);
}

export function keyPorts(): Readonly<Ports> {
  return ports;
}
