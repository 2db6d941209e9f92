import { uuidv7 } from "uuidv7";
import type { Author } from "@/lib/platform/author";
import { kindOf } from "../channels/kinds";
import { sealSettings } from "../channels/open-channel";
import type { ChannelAnswer, NewChannel } from "../contract";
import { checkSettings } from "./check-settings";
import { changed, checkFallback, nameTaken } from "./in-change";

/**
 * Adds a channel. @returns it, and the signing secret of a generic webhook, which is not shown again
 * @throws validation_failed, conflict when the name is taken
 */
export async function createChannel(
  given: NewChannel,
  author: Author,
): Promise<{ channel: ChannelAnswer; signing_secret: string | null }> {
  const kind = kindOf(given.kind);
  const settings = await checkSettings(kind, given.config, given.allow_private_addresses);
  const id = uuidv7();
  const channel = await changed(id, author, "channel.create", async (client) => {
    await checkFallback(client, given.fallback_channel_id, id);
    const off = given.enabled ? null : `Switched off by ${author.name}`;
    await client.query(
      `INSERT INTO channel (id, name, kind, config, sealed, allow_private, fallback_channel_id, enabled, off_reason, off_by, off_at,
         created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, CASE WHEN $8 THEN NULL ELSE $10 END, CASE WHEN $8 THEN NULL ELSE now() END, $10)`,
      [
        id,
        given.name,
        given.kind,
        JSON.stringify(kind.shown(settings)),
        sealSettings(id, settings),
        given.allow_private_addresses,
        given.fallback_channel_id,
        given.enabled,
        off,
        author.name,
      ],
    );
    return null;
  }).catch((error: unknown) => {
    throw nameTaken(error, given.name);
  });
  return { channel, signing_secret: "signing_secret" in settings ? String(settings.signing_secret) : null };
}
