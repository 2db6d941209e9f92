import { bumpVersion } from "@/lib/platform/change-versions";
import { now } from "@/lib/platform/clock";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { loadOrganisation, type Organisation } from "@/lib/platform/organisation";
import { type Actor, actorName } from "./actor";
import { audit } from "./audit";
import type { OrganisationChange } from "./contract";
import { inAccessTransaction } from "./transaction";

/** Changes the settings that are given; every instance follows within a second. */
export async function changeOrganisation(change: OrganisationChange, actor: Actor): Promise<Organisation> {
  const before = await loadOrganisation();
  const changed = (Object.keys(change) as (keyof Organisation)[]).filter(
    (key) => change[key] !== undefined && JSON.stringify(change[key]) !== JSON.stringify(before[key]),
  );
  if (changed.length === 0) return before;
  await inAccessTransaction(async (tx, connection) => {
    for (const key of changed) {
      const row = { value: change[key] ?? Prisma.JsonNull, updatedBy: actorName(actor), updatedAt: now() };
      await tx.setting.upsert({ where: { key }, create: { key, ...row }, update: row });
    }
    await bumpVersion(connection, "settings");
    await audit(connection, {
      actor: actor.principal,
      ip: actor.ip,
      action: "settings.change",
      subject: "organisation",
      before: Object.fromEntries(changed.map((key) => [key, before[key]])),
      after: Object.fromEntries(changed.map((key) => [key, change[key]])),
    });
  });
  return loadOrganisation();
}
