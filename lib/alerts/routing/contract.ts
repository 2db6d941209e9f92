import { z } from "zod";
import { nameText } from "@/lib/platform/http/fields";
import { instant, severity } from "../contract";

/** Routes on the wire: which alerts go to which channels. */

const names = z.array(nameText).max(100, "has more than 100 values").default([]);

export const newRoute = z
  .strictObject({
    name: nameText,
    enabled: z.boolean().default(true),
    severities: z.array(severity).max(3).default([]),
    rules: names,
    tenants: names,
    environments: names,
    owners: names,
    every_channel: z.boolean().default(false).meta({ description: "Every channel that is switched on, also ones made later" }),
    channel_ids: z.array(z.uuid("is not an id")).max(50, "names more than 50 channels").default([]),
  })
  .meta({ description: "An alert that fits every list that is not empty goes to the channels; several routes may match" });

/** What a change leaves out stays: no defaults here. */
export const routeChange = z.strictObject({
  name: nameText.optional(),
  enabled: z.boolean().optional(),
  severities: z.array(severity).max(3).optional(),
  rules: names.removeDefault().optional(),
  tenants: names.removeDefault().optional(),
  environments: names.removeDefault().optional(),
  owners: names.removeDefault().optional(),
  every_channel: z.boolean().optional(),
  channel_ids: newRoute.shape.channel_ids.removeDefault().optional(),
});

export const route = z
  .object({
    id: z.uuid(),
    name: z.string(),
    enabled: z.boolean(),
    severities: z.array(severity),
    rules: z.array(z.string()),
    tenants: z.array(z.string()),
    environments: z.array(z.string()),
    owners: z.array(z.string()),
    every_channel: z.boolean(),
    channel_ids: z.array(z.uuid()),
    created_at: instant,
    created_by: z.string(),
    updated_at: instant,
  })
  .meta({ id: "AlertRoute" });

export const routesAnswer = z.object({ routes: z.array(route) });

export type RouteAnswer = z.input<typeof route>;
export type NewRoute = z.output<typeof newRoute>;
export type RouteChange = z.output<typeof routeChange>;
