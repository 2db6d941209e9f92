import { z } from "zod";
import { moment, proseText } from "@/lib/platform/http/fields";
import { callScope, callScopeInput, dollars, instant, nextCursor } from "../call-scope";
import { decisionCoverage } from "../coverage/contract";

const MOST_PER_MINUTE = 10_000_000;

const amount = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => /^\d{1,9}(\.\d{1,18})?$/.test(text) && Number(text) > 0, {
    error: 'is not an amount above zero in US dollars, such as "2.50"',
  })
  .meta({ override: { type: "string", description: "US dollars, a plain decimal", example: "2.50" } });

const reason = proseText.min(1, "is empty: say why, for those who are stopped by it");

export const stopMode = z.enum(["block", "throttle"], { error: "is not one of block, throttle" });
export const stopState = z.enum(["active", "lifted", "expired"]);

export const newStop = z
  .strictObject({
    mode: stopMode,
    scope: callScopeInput,
    everything: z.literal(true).optional().meta({ description: "Says that an empty scope is meant: every call of everybody" }),
    requests_per_minute: z
      .number()
      .int("is not a whole number")
      .min(1, "is below 1: block instead")
      .max(MOST_PER_MINUTE)
      .nullish()
      .meta({ description: "Throttle: requests a minute over all instances together" }),
    usd_per_minute: amount.nullish().meta({ description: "Throttle: dollars a minute over all instances together" }),
    reason,
    expires_at: moment.nullish().meta({ description: "When it ends by itself; engineers must give one" }),
  })
  .superRefine((stop, context) => {
    const rates = [stop.requests_per_minute, stop.usd_per_minute].filter((rate) => rate !== null && rate !== undefined);
    const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (stop.mode === "throttle" && rates.length !== 1)
      issue("requests_per_minute", "is needed to throttle: give requests_per_minute or usd_per_minute, one of them");
    if (stop.mode === "block" && rates.length > 0)
      issue(
        stop.requests_per_minute ? "requests_per_minute" : "usd_per_minute",
        'goes with the mode "throttle"; a block lets nothing through',
      );
    const { tags, ...dimensions } = stop.scope;
    const empty =
      Object.values(dimensions).every((each) => each === null || each === undefined) && !Object.keys(tags ?? {}).length;
    if (empty && !stop.everything)
      issue("scope", 'names no dimension; to stop every call of everybody, say so: "everything": true');
    if (!empty && stop.everything) issue("everything", "goes with an empty scope");
  });

export const stop = z
  .object({
    id: z.uuid(),
    mode: stopMode,
    scope: callScope,
    requests_per_minute: z.number().nullable(),
    usd_per_minute: dollars.nullable(),
    reason: z.string(),
    state: stopState,
    created_at: instant,
    created_by: z.string(),
    expires_at: instant.nullable(),
    lifted_at: instant.nullable(),
    lifted_by: z.string().nullable(),
    lift_reason: z.string().nullable(),
    version: z.number().meta({ description: "Grows over all stops with every change; what `since` counts in" }),
    may_lift: z.boolean().meta({ description: "Whether who asks may lift it" }),
    coverage: decisionCoverage.nullable().meta({ description: "Null for one that has ended, and in the feed" }),
  })
  .meta({ id: "Stop" });

export const stopFilter = z.object({
  state: z
    .enum(["active", "ended", "all"], { error: "is not one of active, ended, all" })
    .default("active")
    .meta({ description: "Not for the feed, which holds all" }),
  since: z
    .string()
    .regex(/^\d{1,15}$/, "is not the `since` of an answer; begin with 0")
    .optional()
    .meta({
      description:
        "The feed: stops made, lifted or expired after this point, oldest change first. Begin with 0, or with the `since` of a list; then send the `since` of each answer. If-None-Match with its ETag is answered 304 while nothing changed.",
    }),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(512).optional().meta({ description: "next_cursor of the answer before; not for the feed" }),
});

export const stopList = z.object({
  stops: z.array(stop),
  next_cursor: nextCursor,
  since: z.string().meta({ description: "Send it as `since` to learn of what changes after this answer" }),
  more: z.boolean().meta({ description: "The feed: there is more already, ask at once" }),
  reset: z.boolean().meta({
    description:
      "The feed: the given `since` is not of this database (a backup was restored?); this answer begins anew: forget what you hold",
  }),
});

export const liftStop = z.strictObject({ reason: proseText.nullish().meta({ description: "Why it is no longer needed" }) });

export type NewStop = z.output<typeof newStop>;
export type StopAnswer = z.input<typeof stop>;
export type StopFilter = z.output<typeof stopFilter>;
export type StopList = z.input<typeof stopList>;
