import { defineRoute, otherMethods } from "@/app/define-route";
import * as operations from "@/lib/access/operations";
import { actorOf, changeOrganisation } from "@/lib/access/service";
import { log } from "@/lib/platform/log";
import { loadOrganisation } from "@/lib/platform/organisation";
import { followDeclaredTags } from "@/lib/spend/service";

const PATIENCE_MS = 5_000;

/** A new tag's past is counted before the answer where that is quick; where it is not, or fails, a job does it. */
async function countTags(declared: readonly string[]): Promise<void> {
  const counted = followDeclaredTags(declared).catch((error: unknown) => log().warn({ err: error }, "tags are not counted yet"));
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([counted, patience]);
  clearTimeout(timer);
}

export const GET = defineRoute(operations.readSettings, async () => loadOrganisation());

export const PUT = defineRoute(operations.changeSettings, async ({ body, principal, request }) => {
  const changed = await changeOrganisation(body, actorOf(principal, request));
  if (body.declared_tags) await countTags(changed.declared_tags);
  return changed;
});

export const { POST, PATCH, DELETE } = otherMethods(operations.readSettings, operations.changeSettings);
