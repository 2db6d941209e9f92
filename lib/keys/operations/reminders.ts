import { z } from "zod";
import { defineOperation } from "@/lib/platform/http/operation";
import { keyCalendar, keyReminder, newCalendar } from "../contract";
import { administering, byId, editing, idempotent, reading, tag } from "./common";

const states = z.enum(["planned", "due", "sent", "cancelled"]);

export const listReminders = defineOperation({
  method: "GET",
  path: "/api/v1/keys/reminders",
  tag,
  summary: "Reminders of rotation and expiry, by when they are due",
  description: "A reminder that cannot be sent stays `due` and stands in the console until somebody has seen it.",
  access: reading,
  query: z.object({ state: z.union([states.transform((state) => [state]), z.array(states)]).optional() }),
  answer: z.object({ reminders: z.array(keyReminder) }),
});

export const noteReminderSeen = defineOperation({
  method: "PUT",
  path: "/api/v1/keys/reminders/{id}/seen",
  tag,
  summary: "Note that a due reminder was seen",
  access: editing,
  params: byId,
  answer: keyReminder,
  idempotent,
});

export const listCalendars = defineOperation({
  method: "GET",
  path: "/api/v1/keys/calendars",
  tag,
  summary: "List calendar addresses",
  access: administering,
  answer: z.object({ calendars: z.array(keyCalendar) }),
});

export const createCalendar = defineOperation({
  method: "POST",
  path: "/api/v1/keys/calendars",
  tag,
  summary: "Make a calendar address",
  description: "The address holds a secret and is answered this once.",
  access: administering,
  body: newCalendar,
  answer: keyCalendar.extend({ url: z.string().meta({ description: "For calendar programs; shown only now" }) }),
  status: 201,
});

export const revokeCalendar = defineOperation({
  method: "DELETE",
  path: "/api/v1/keys/calendars/{id}",
  tag,
  summary: "End a calendar address",
  access: administering,
  params: byId,
  answer: keyCalendar,
  idempotent,
});

export const readCalendar = defineOperation({
  method: "GET",
  path: "/api/v1/keys/calendar/{secret}",
  tag,
  summary: "When keys are to be rotated and when they expire, as an iCalendar feed",
  description: "RFC 5545, without key material. Whoever has the address may read it.",
  access: "public",
  params: z.object({ secret: z.string().max(256) }),
  answer: z.string(),
  media: "text/calendar",
});
