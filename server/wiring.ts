import { audit, connectMailer } from "@/lib/access/service";
import { connectOwners } from "@/lib/alerts/service";
import { settleReservations } from "@/lib/budgets/decisions/service";
import { loadPolicies, noteViolations } from "@/lib/budgets/policies/service";
import { onCrossing } from "@/lib/budgets/service";
import { createStop } from "@/lib/budgets/stops/service";
import { canMail, queueMail } from "@/lib/deliveries/service";
import { channelsOfScopes, ownersOfScopes } from "@/lib/directory/service";
import { connectKeys, type Editor, ownersOfKeys } from "@/lib/keys/service";
import { rateUnpriced } from "@/lib/metering/re-rating/service";
import { followRecording } from "@/lib/metering/service";
import type { Author } from "@/lib/platform/author";
import { log } from "@/lib/platform/log";
import { loadOrganisation } from "@/lib/platform/organisation";
import { Reach } from "@/lib/platform/reach";
import { ensurePriceBook } from "@/lib/pricing/service";
import { followFacts, loadDeprecations, startRules } from "@/lib/watch/service";

/** The process itself, where a change is nobody's in particular. */
const system = systemAuthor("start");

/** The process as an author of changes, under a name that says what of it made them. */
export function systemAuthor(name: string): Author {
  return { name, note: (client, change) => audit(client, { actor: { kind: "system", id: null, name }, ...change }) };
}

/** What other rooms do inside the transaction that records events. */
async function followEvents(): Promise<void> {
  await loadPolicies();
  followRecording("reservations", settleReservations);
  followRecording("policies", noteViolations);
}

/** Closes rotations that are over, in the audit log under its own name. */
export const keyKeeper: Editor = {
  ...systemAuthor("rotation"),
  person: null,
  editsAll: true,
  reach: Reach.everywhere,
};

/** What keys need of other rooms: a compromised value is denied by a stop without an end. */
export function connectRooms(): void {
  connectMailer({ canMail, queueMail });
  // A key's owner comes before those of the directory: nobody is nearer to what it does.
  connectOwners(async (scopes, client) => {
    const keys = await ownersOfKeys(
      scopes.map(({ key }) => key),
      client,
    );
    const others = await ownersOfScopes(scopes, client);
    return scopes.map((_, at) => keys[at] ?? others[at] ?? null);
  }, channelsOfScopes);
  followFacts();
  onCrossing(async (_client, crossings) => {
    for (const { budget, subject, threshold, sinceClose } of crossings)
      log().info({ budget: budget.name, subject, threshold, sinceClose }, "a budget's threshold was crossed");
  });
  connectKeys({
    stopKey: async ({ fingerprint, reason }, author) => {
      const asker = { id: "system:keys", admin: true, mayChange: true };
      return (await createStop({ mode: "block", scope: { key: fingerprint }, reason }, asker, author)).id;
    },
  });
}

/** What every start brings up to date in the database, after the schema. */
export async function prepareContents(): Promise<void> {
  const upgraded = await ensurePriceBook();
  await loadOrganisation();
  await followEvents();
  await startRules();
  await loadDeprecations();
  connectRooms();
  if (!upgraded) return;
  // Events that waited for a price which the new catalogue brings; nobody has to wait for them.
  rateUnpriced("The price catalogue was upgraded", system).catch((error: unknown) =>
    log().error({ err: error }, "events without a price were not rated after the upgrade"),
  );
}
