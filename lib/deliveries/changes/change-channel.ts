import type pg from "pg";
import type { Author } from "@/lib/platform/author";
import { bumpVersion } from "@/lib/platform/change-versions";
import { now } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { channelAnswer } from "../channel-answer";
import { openChannel, sealSettings } from "../channels/open-channel";
import { rotated, type WebhookSettings } from "../channels/webhook";
import type { ChannelAnswer, ChannelChange } from "../contract";
import { fallBack } from "../outbox/fall-back";
import { CHANNELS_VERSION } from "../outbox/settle";
import { failPending } from "../queries/fail-pending";
import { wakeAt } from "../queries/record-attempt";
import { checkSettings, fault } from "./check-settings";
import { changed, checkFallback, findChannel, lockChannel, nameTaken } from "./in-change";

/** What the process itself keeps among a channel's settings; a rotation alone changes it. */
const NOT_GIVEN = ["previous_secret", "previous_until", "earlier"];

/** Changes what is given of a channel. With other settings or switched on again, its health begins anew. */
export async function changeChannel(id: string, change: ChannelChange, author: Author): Promise<ChannelAnswer> {
  const present = await findChannel(pool(), id);
  const own = NOT_GIVEN.find((name) => change.config && name in change.config);
  if (own) throw fault(`/config/${own}`, "cannot be given");
  const allowPrivate = change.allow_private_addresses ?? present.allow_private;
  const open = openChannel(present);
  // Names are resolved here, outside of the transaction.
  const settings = await checkSettings(open.kind, { ...open.settings, ...change.config }, allowPrivate);
  return changed(id, author, "channel.change", async (client) => {
    const before = await lockChannel(client, id);
    if (before.sealed !== present.sealed) throw new DomainError("conflict", "The channel was changed meanwhile; read it again.");
    const fallback = change.fallback_channel_id === undefined ? before.fallback_channel_id : change.fallback_channel_id;
    await checkFallback(client, fallback, id);
    const enabled = change.enabled ?? before.enabled;
    const anew = change.config !== undefined || allowPrivate !== before.allow_private || (enabled && !before.enabled);
    await client.query(
      `UPDATE channel SET name = $2, config = $3, sealed = $4, allow_private = $5, fallback_channel_id = $6, enabled = $7,
         off_reason = CASE WHEN $7 THEN NULL ELSE coalesce(off_reason, $8) END,
         off_by = CASE WHEN $7 THEN NULL ELSE coalesce(off_by, $9) END,
         off_at = CASE WHEN $7 THEN NULL ELSE coalesce(off_at, now()) END,
         failures = CASE WHEN $10 THEN 0 ELSE failures END,
         failing_since = CASE WHEN $10 THEN NULL ELSE failing_since END,
         last_error = CASE WHEN $10 THEN NULL ELSE last_error END,
         last_success_at = CASE WHEN $10 THEN NULL ELSE last_success_at END,
         next_send_at = CASE WHEN $10 THEN NULL ELSE next_send_at END, updated_at = now()
       WHERE id = $1`,
      [
        id,
        change.name ?? before.name,
        JSON.stringify(open.kind.shown(settings)),
        change.config === undefined ? before.sealed : sealSettings(id, settings),
        allowPrivate,
        fallback,
        enabled,
        `Switched off by ${author.name}`,
        author.name,
        anew,
      ],
    );
    if (!enabled) await fallBack(client, await failPending(client, id));
    else if (anew) await sendPendingNow(client, id);
    return before;
  }).catch((error: unknown) => {
    throw nameTaken(error, change.name ?? present.name);
  });
}

/** Who mended a channel is not to wait for the time at which it would have been tried again. */
async function sendPendingNow(client: pg.ClientBase, id: string): Promise<void> {
  await client.query("UPDATE delivery SET next_attempt_at = now() WHERE channel_id = $1 AND state = 'pending'", [id]);
  await wakeAt(client, id, now());
}

/** Deletes a channel: its secrets are wiped, its history stays, what waits for it goes to the one that stands in. */
export function deleteChannel(id: string, author: Author): Promise<ChannelAnswer> {
  return inTransaction(async (client) => {
    const before = channelAnswer(await lockChannel(client, id));
    await client.query("UPDATE channel SET fallback_channel_id = NULL WHERE fallback_channel_id = $1", [id]);
    await client.query("UPDATE channel SET deleted_at = now(), enabled = false, sealed = '', updated_at = now() WHERE id = $1", [
      id,
    ]);
    await fallBack(client, await failPending(client, id));
    await author.note(client, { action: "channel.delete", subject: `channel:${id}`, before });
    await bumpVersion(client, CHANNELS_VERSION);
    return { ...before, enabled: false, health: "off", pending: 0 };
  });
}

/** Gives a generic webhook another signing secret. @throws conflict for a channel of another kind */
export async function rotateSecret(id: string, author: Author) {
  const present = await findChannel(pool(), id);
  if (present.kind !== "webhook")
    throw new DomainError("conflict", `A channel of the kind ${present.kind} has no signing secret.`);
  let made: WebhookSettings | undefined;
  const channel = await changed(id, author, "channel.rotate_secret", async (client) => {
    const before = await lockChannel(client, id);
    const { kind, settings } = openChannel(before);
    made = rotated(settings as WebhookSettings);
    await client.query("UPDATE channel SET config = $2, sealed = $3, updated_at = now() WHERE id = $1", [
      id,
      JSON.stringify(kind.shown(made)),
      sealSettings(id, made),
    ]);
    return before;
  });
  return { channel, signing_secret: made?.signing_secret ?? "", previous_secret_until: made?.previous_until ?? "" };
}
