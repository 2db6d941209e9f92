import type { Subject } from "../subject";
import type { Watched } from "./core/judge-subject";

/** What one series has of a subject's last hour. */
export interface Part {
  names: { tenant: string; feature: string; model: string };
  usd: number;
  requests: number;
}

/** A subject that did something within the hour, with what an alert tells of it. */
export interface Alive extends Watched {
  readonly subject: Subject;
  /** "" where it names none. */
  readonly tenant: string;
  /** Every tenant whose usage is in its last hour, as events name them. */
  tenantNames(): string[];
  parts(): Part[];
  /** Dollars an hour at the present pace. */
  usdPerHour(): number;
}
