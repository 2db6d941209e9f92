import { nowMs } from "@/lib/platform/clock";
import { rfc3339 } from "@/lib/platform/time";
import type { KeyFinding, KeyReminder, ProviderKey } from "./contract";
import { type Editor, mayEdit } from "./editor";
import { FINDING_WORDS } from "./finding-words";
import { dueOf, intervalOf, type KeyRecord, rotateByOf, zoneOf } from "./model";
import type { FindingRow } from "./queries/load-findings";
import type { ReminderRow } from "./queries/reminders";
import { daysLeft } from "./schedule";

const at = (date: Date) => rfc3339(date.getTime());
const atOrNull = (date: Date | null) => (date === null ? null : at(date));

export function shownFinding(row: FindingRow): KeyFinding {
  const words = FINDING_WORDS[row.kind];
  return {
    id: row.id,
    kind: row.kind,
    severity: row.severity,
    title: words.title,
    detail: words.detail(row.evidence),
    fix: words.fix,
    evidence: row.evidence,
    opened_at: at(row.opened_at),
    accepted:
      row.until && row.accepted_at
        ? { reason: row.reason ?? "", until: at(row.until), by: row.accepted_by ?? "", at: at(row.accepted_at) }
        : null,
  };
}

export function shownReminder(row: ReminderRow): KeyReminder {
  return { ...row, due_at: at(row.due_at), sent_at: atOrNull(row.sent_at), cancelled_at: atOrNull(row.cancelled_at) };
}

function extreme(key: KeyRecord, pick: "firstSeen" | "lastSeen", choose: (...times: number[]) => number): string | null {
  const times = key.values.map((value) => value[pick]?.getTime()).filter((ms) => ms !== undefined);
  return times.length === 0 ? null : rfc3339(choose(...times));
}

/** A key as the API answers it. */
export function shownKey(key: KeyRecord, findings: readonly FindingRow[], editor: Editor | null): ProviderKey {
  const due = dueOf(key);
  return {
    id: key.id,
    name: key.name,
    provider: key.provider,
    environment: key.environment,
    owner: key.owner && { user_id: key.owner.userId, email: key.owner.email, name: key.owner.name, gone: key.owner.gone },
    purpose: key.purpose,
    allowed_tenants: key.allowedTenants,
    allowed_features: key.allowedFeatures,
    allowed_environments: key.allowedEnvironments,
    status: key.status,
    rotation_days: key.rotationDays,
    rotation_interval_days: intervalOf(key),
    last_rotated_at: at(key.rotatedAt),
    rotate_by: key.status === "retired" ? null : rotateByOf(key),
    expires_at: atOrNull(key.expiresAt),
    due_on: due?.on ?? null,
    due_reason: due?.reason ?? null,
    days_left: due ? daysLeft(due.on, nowMs(), zoneOf(key)) : null,
    timezone: key.timezone,
    values: key.values.map((value) => ({
      fingerprint: value.fingerprint,
      last4: value.last4,
      generation: value.generation,
      state: value.state,
      registered_at: at(value.registeredAt),
      retired_at: atOrNull(value.retiredAt),
      compromised_at: atOrNull(value.compromisedAt),
      stop_id: value.stopId,
      first_seen: atOrNull(value.firstSeen),
      last_seen: atOrNull(value.lastSeen),
    })),
    first_seen: extreme(key, "firstSeen", Math.min),
    last_seen: extreme(key, "lastSeen", Math.max),
    findings: findings.map(shownFinding),
    compromise:
      key.compromisedAt === null
        ? null
        : { at: at(key.compromisedAt), by: key.compromisedBy, reason: key.compromiseReason ?? "" },
    created_at: at(key.createdAt),
    created_by: key.createdBy,
    updated_at: at(key.updatedAt),
    may_edit: editor !== null && mayEdit(editor, key),
  };
}

/** What the audit log keeps of a key: its facts, without what events say of it. */
export function auditedKey(key: KeyRecord) {
  const { values, updatedAt: _, ...facts } = key;
  return {
    ...facts,
    values: values.map(({ last4, generation, state, fingerprint }) => ({
      last4,
      generation,
      state,
      fingerprint: fingerprint.slice(0, 12),
    })),
  };
}
