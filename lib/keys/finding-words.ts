import type { FindingKind } from "./contract";

type Evidence = Readonly<Record<string, unknown>>;

interface Words {
  title: string;
  detail(evidence: Evidence): string;
  fix: string;
}

const list = (value: unknown) => (Array.isArray(value) ? value.join(", ") : String(value ?? ""));
const at = (value: unknown) => (typeof value === "string" ? `${value.slice(0, 16).replace("T", " ")} UTC` : "never");

/** What each finding is called, what it says of its evidence, and what makes it go away. */
export const FINDING_WORDS: Readonly<Record<FindingKind, Words>> = {
  compromised: {
    title: "Marked compromised",
    detail: (found) =>
      found.used_since_marked === "yes"
        ? `Still in use: last seen ${at(found.last_seen)}${list(found.used_in) && ` in ${list(found.used_in)}`}.`
        : `Not seen since it was marked (last seen ${at(found.last_seen)}).`,
    fix: "Revoke it at the provider, register a successor, and move every service to it.",
  },
  used_after_retirement: {
    title: "Used after retirement",
    detail: (found) => `The value …${list(found.last4)} was retired ${at(found.retired_at)} and used ${at(found.last_seen)}.`,
    fix: "Find the service that still holds it (events of this key), then revoke it at the provider.",
  },
  outside_environment: {
    title: "Used outside its environment",
    detail: (found) => `Seen in ${list(found.environments)}, last ${at(found.last_seen)}.`,
    fix: "Give that environment a key of its own, or allow it. Clears a week after the last such use.",
  },
  outside_tenant: {
    title: "Used for a tenant it is not meant for",
    detail: (found) => `Seen for ${list(found.tenants)}, last ${at(found.last_seen)}.`,
    fix: "Use another key for them, or allow them. Clears a week after the last such use.",
  },
  outside_feature: {
    title: "Used by a feature it is not meant for",
    detail: (found) => `Seen in ${list(found.features)}, last ${at(found.last_seen)}.`,
    fix: "Use another key there, or allow the feature. Clears a week after the last such use.",
  },
  dormant_active: {
    title: "Active after a long silence",
    detail: (found) => `Silent for ${list(found.silent_days)} days, then used again ${at(found.active_again)}.`,
    fix: "Ask its owner whether that was meant; if not, mark it compromised. Clears a week later.",
  },
  expiring: {
    title: "Expires soon",
    detail: (found) => (Number(found.days_left) < 0 ? `Expired ${at(found.expires_at)}.` : `Expires ${at(found.expires_at)}.`),
    fix: "Rotate it, and set the new value's expiry.",
  },
  rotation_overdue: {
    title: "Rotation overdue",
    detail: (found) => `Was to be rotated by ${list(found.rotate_by)}, ${list(found.days_overdue)} days ago.`,
    fix: "Start a rotation. The interval is your own policy, not law: change it where it does not fit.",
  },
  shared_environments: {
    title: "Shared across environments",
    detail: (found) => `Used in ${list(found.environments)} within a week.`,
    fix: "Give each environment a key of its own.",
  },
  unregistered: {
    title: "Unregistered",
    detail: (found) => `Events from ${list(found.environments)} carry it, last ${at(found.last_seen)}; nobody registered it.`,
    fix: "Adopt it: name it and give it an owner.",
  },
  owner_gone: {
    title: "Owner gone",
    detail: (found) => `${list(found.owner)} has no access any more.`,
    fix: "Name another owner.",
  },
  no_owner: { title: "No owner", detail: () => "Nobody is named who answers for it.", fix: "Name an owner." },
  unused: {
    title: "Unused",
    detail: (found) => `Not seen for ${list(found.days)} days, last ${at(found.last_seen)}.`,
    fix: "Revoke it at the provider and retire it here, if nothing needs it.",
  },
  never_used: {
    title: "Never used",
    detail: (found) => `Registered ${at(found.registered_at)}; no event has carried it yet.`,
    fix: "Send its digest with the events of the services that use it, or retire it.",
  },
};
