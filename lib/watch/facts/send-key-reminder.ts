import type pg from "pg";
import { canMail, listChannels, type Message, queueMail, queueMessages } from "@/lib/deliveries/service";
import type { ReminderRow } from "@/lib/keys/service";
import { nowMs } from "@/lib/platform/clock";
import { DAY_MS } from "@/lib/platform/time";

/** Incidents are kept there, not dates. */
const NOT_FOR_DATES = new Set(["pagerduty"]);

/**
 * Queues a key's reminder in the transaction that marks it sent: to its owner's address, where mail is set up, and to every channel
 * that takes dates. Once each, however often it is asked. @returns how it goes out; null when there is no way
 */
export async function sendKeyReminder(client: pg.ClientBase, reminder: ReminderRow): Promise<string | null> {
  const ways: string[] = [];
  const text = wordsOf(reminder);
  if (reminder.recipient !== null && canMail()) {
    const lines = [text.summary, "", "Costwarden keeps the steps of a rotation on the key's page, under Keys."];
    await queueMail(client, {
      to: reminder.recipient,
      subject: text.title,
      text: lines.join("\n"),
      key: `key_reminder:${reminder.id}`,
    });
    ways.push("e-mail");
  }
  const channels = (await listChannels()).filter(({ enabled, kind }) => enabled && !NOT_FOR_DATES.has(kind));
  await queueMessages(
    client,
    channels.map(({ id }) => ({
      channelId: id,
      key: `key_reminder:${reminder.id}`,
      subject: { kind: "key_reminder", id: reminder.id },
      message: messageOf(reminder, text),
    })),
  );
  ways.push(...channels.map(({ name }) => name));
  return ways.length === 0 ? null : ways.join(", ").slice(0, 256);
}

interface Words {
  title: string;
  summary: string;
  when: string;
}

function wordsOf({ key_name: name, due_on: dueOn, reason }: ReminderRow): Words {
  const days = Math.round((Date.parse(dueOn) - Math.floor(nowMs() / DAY_MS) * DAY_MS) / DAY_MS);
  const when =
    days === 0
      ? "today"
      : days > 0
        ? `in ${days} ${days === 1 ? "day" : "days"}`
        : `${-days} ${days === -1 ? "day" : "days"} ago`;
  const what = reason === "expiry" ? (days < 0 ? "expired" : "expires") : days < 0 ? "was to be rotated" : "is to be rotated";
  return { title: `${name} ${what} ${when}`, summary: `The key ${name} ${what} by ${dueOn} (${when}).`, when };
}

function messageOf(reminder: ReminderRow, { title, summary }: Words): Message {
  return {
    kind: "reminder",
    event: "none",
    dedupKey: `key_reminder:${reminder.id}`,
    severity: reminder.step >= 0 ? "warning" : "info",
    title,
    summary,
    facts: [
      { label: "Key", value: reminder.key_name },
      { label: reminder.reason === "expiry" ? "Expires" : "Rotate by", value: reminder.due_on },
      ...(reminder.recipient === null ? [] : [{ label: "Owner", value: reminder.recipient }]),
    ],
    contributors: [],
    links: [{ label: "The key and its rotation", path: `/keys/${reminder.key_id}` }],
    occurredAt: reminder.due_at,
    data: {
      key_id: reminder.key_id,
      key_name: reminder.key_name,
      due_on: reminder.due_on,
      reason: reminder.reason,
      days_from_due: reminder.step,
      owner: reminder.recipient,
    },
  };
}
