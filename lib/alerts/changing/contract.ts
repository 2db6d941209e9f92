import { z } from "zod";
import { moment, proseText } from "@/lib/platform/http/fields";
import { alert } from "../contract";

/** What people do to alerts, on the wire. */

const needed = (what: string) => proseText.min(1, `is empty: say ${what}`);

export const acknowledgeBody = z.strictObject({});
export const snoozeBody = z.strictObject({ until: moment.meta({ description: "When it speaks again if it goes on by then" }) });
export const resolveBody = z.strictObject({ reason: proseText.nullish() });
export const expectBody = z.strictObject({
  reason: needed("why it was meant to be").meta({ description: "The episode's hours then teach no baseline what is usual" }),
});

export const ACTIONS = ["acknowledge", "snooze", "resolve", "expect"] as const;
const MOST_IDS = 500;

export const actionsBody = z
  .strictObject({
    action: z.enum(ACTIONS, `must be one of ${ACTIONS.join(", ")}`),
    ids: z.array(z.uuid("is not an id")).min(1, "names no alert").max(MOST_IDS, `names more than ${MOST_IDS} alerts`),
    until: moment.nullish(),
    reason: proseText.nullish(),
  })
  .superRefine(({ action, until, reason }, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (action === "snooze" && !until) issue("until", "is needed to snooze");
    if (action !== "snooze" && until) issue("until", "goes with snooze");
    if (action === "expect" && !reason) issue("reason", "is needed: say why it was meant to be");
  });

export const actionsAnswer = z.object({
  results: z.array(
    z.object({
      id: z.uuid(),
      done: z.boolean(),
      alert: alert.nullable().meta({ description: "As it is now; null where there is none" }),
      problem: z.object({ code: z.enum(["not_found", "conflict"]), detail: z.string() }).nullable(),
    }),
  ),
});

export const unsentAnswer = z.object({
  alerts: z.number().meta({ description: "Open alerts, warning or worse, of which nobody was told" }),
  incidents: z.number().meta({ description: "Of those, what routes lead to a channel by now: so many messages to each" }),
  channels: z.array(z.string()).meta({ description: "Where they would be sent; none: no route leads to a channel" }),
});

export const sendUnsentBody = z.strictObject({
  ids: z
    .array(z.uuid("is not an id"))
    .max(MOST_IDS, `names more than ${MOST_IDS} alerts`)
    .optional()
    .meta({ description: "Only the incidents of these alerts; left out: all" }),
});

export const sentAnswer = z.object({
  incidents: z.number().meta({ description: "So many were sent" }),
  channels: z.array(z.string()),
});

export type ActionsBody = z.output<typeof actionsBody>;
export type ActionsAnswer = z.input<typeof actionsAnswer>;
export type UnsentAnswer = z.input<typeof unsentAnswer>;
export type SentAnswer = z.input<typeof sentAnswer>;
