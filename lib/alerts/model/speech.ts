import { atto } from "@/lib/platform/decimal";
import type { AlertRow } from "../alert-row";
import type { IncidentRow } from "../incident-row";
import { type Happened, hasDoubled, worse } from "./life";

/** What is said of an incident, to whom, and when nothing is: pure. */

/** How long alerts that join are gathered before the one message about them. */
export const GATHER_MS = 60_000;

export type Why = "page" | "late" | "severity" | "joined" | "doubled" | "again" | "acknowledged" | "resolved" | "returned";

export interface Saying {
  why: Why;
  event: "trigger" | "update" | "acknowledge" | "resolve";
  /** With the incident's id this names the message: queued twice, it goes out once. */
  key: string;
  channelIds: string[];
}

export interface ChangedAlert {
  row: AlertRow;
  happened: readonly (Happened | "raised")[];
}

interface Speech {
  sayings: Saying[];
  incident: IncidentRow;
}

interface Moment {
  before: IncidentRow;
  /** As its alerts make it now. */
  incident: IncidentRow;
  changed: readonly ChangedAlert[];
  alerts: readonly AlertRow[];
  channelsOf: (row: AlertRow) => string[];
  /** Channels that keep a state of their own for an incident, which is to follow ours. */
  follows: (channelId: string) => boolean;
  now: Date;
}

/** Whether people are told of it at once: the rest waits in the inbox, and info for the digest. */
export const isHeard = (row: AlertRow) => row.state === "open" && !row.since_close && row.severity !== "info";

function spoke(incident: IncidentRow, now: Date): IncidentRow {
  return {
    ...incident,
    spoken: incident.spoken + 1,
    spoken_severity: incident.severity,
    spoken_impact: incident.impact_usd,
    paged_at: incident.paged_at ?? now,
  };
}

/** The first alert pages each channel it is routed to; what follows amends: a rise in severity at once, what joined in one message. */
function news({ incident, changed, alerts, channelsOf, now }: Moment): Speech {
  const fresh = changed.filter(
    ({ row, happened }) => isHeard(row) && happened.some((each) => each === "raised" || each === "severity_rose"),
  );
  if (fresh.length === 0) return { sayings: [], incident };
  const wanted = [...new Set(alerts.filter(isHeard).flatMap(channelsOf))];
  const first = wanted.filter((id) => !incident.told.includes(id));
  const told = [...incident.told];
  const sayings: Saying[] = [];
  let next = incident;
  if (first.length > 0) sayings.push({ why: "page", event: "trigger", key: "page", channelIds: first });
  if (told.length > 0) {
    if (incident.spoken_severity !== null && worse(incident.severity, incident.spoken_severity)) {
      sayings.push({ why: "severity", event: "update", key: `severity:${incident.severity}`, channelIds: told });
      next = { ...next, amend_due_at: null, amended_at: next.amended_at ?? now };
    } else if (
      next.amended_at === null &&
      next.amend_due_at === null &&
      fresh.some(({ happened }) => happened.includes("raised"))
    ) {
      next = { ...next, amend_due_at: new Date(now.getTime() + GATHER_MS) };
    }
  }
  return sayings.length > 0
    ? { sayings, incident: { ...spoke(next, now), told: [...told, ...first] } }
    : { sayings, incident: next };
}

/** An acknowledged alert doubled, and with it what the incident as a whole was said to cost. */
function doubling({ incident, changed, now }: Moment): Speech {
  const doubled = changed.some(({ row, happened }) => !row.since_close && happened.includes("impact_doubled"));
  const dollars = (text: string | null) => (text === null ? null : atto(text));
  if (!doubled || incident.told.length === 0 || !hasDoubled(dollars(incident.impact_usd), dollars(incident.spoken_impact)))
    return { sayings: [], incident };
  const key = `doubled:${incident.spoken}`;
  return { sayings: [{ why: "doubled", event: "update", key, channelIds: incident.told }], incident: spoke(incident, now) };
}

/** An incident of which nobody was told though it goes on: it came before there was a channel for it. */
export function sayLate(incident: IncidentRow, channelIds: string[], now: Date): { saying: Saying; incident: IncidentRow } {
  return {
    saying: { why: "late", event: "trigger", key: "page", channelIds },
    incident: { ...spoke(incident, now), told: channelIds },
  };
}

/** A snooze is over and it still goes on. */
function waking({ incident, changed, channelsOf, now }: Moment): Speech {
  const awake = changed.filter(({ row, happened }) => isHeard(row) && happened.includes("snooze_over"));
  if (awake.length === 0) return { sayings: [], incident };
  const channelIds = [...new Set([...incident.told, ...awake.flatMap(({ row }) => channelsOf(row))])];
  if (channelIds.length === 0) return { sayings: [], incident };
  const saying: Saying = { why: "again", event: "trigger", key: `again:${incident.spoken}`, channelIds };
  return { sayings: [saying], incident: { ...spoke(incident, now), told: channelIds } };
}

/** Services that keep incidents follow ours; people were told once and hear no more. */
function following({ before, incident, follows, now }: Moment): Speech {
  const channelIds = incident.told.filter(follows);
  if (before.state === incident.state || channelIds.length === 0) return { sayings: [], incident };
  const say = (why: Why, event: Saying["event"]): Speech => ({
    sayings: [{ why, event, key: `${why}:${incident.spoken}`, channelIds }],
    incident: { ...incident, spoken: incident.spoken + 1, paged_at: incident.paged_at ?? now },
  });
  if (incident.state === "resolved") return say("resolved", "resolve");
  if (before.state === "resolved") return say("returned", "trigger");
  if (before.state === "open") return say("acknowledged", "acknowledge");
  return { sayings: [], incident };
}

/** What is to be said after alerts of an incident changed, and the incident with what was said noted in it. */
export function speak(moment: Moment): Speech {
  const sayings: Saying[] = [];
  let { incident } = moment;
  for (const part of [news, waking, doubling, following]) {
    const said = part({ ...moment, incident });
    sayings.push(...said.sayings);
    incident = said.incident;
  }
  // Who acknowledges has seen what it costs: only its double is news.
  if (moment.changed.some(({ happened }) => happened.includes("acknowledged")))
    incident = { ...incident, spoken_impact: incident.impact_usd };
  if (incident.state !== "open" && incident.amend_due_at !== null) incident = { ...incident, amend_due_at: null };
  return { sayings, incident };
}
