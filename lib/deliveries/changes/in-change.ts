import type pg from "pg";
import type { Author } from "@/lib/platform/author";
import { bumpVersion } from "@/lib/platform/change-versions";
import { inTransaction } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { channelAnswer } from "../channel-answer";
import type { ChannelAnswer } from "../contract";
import { CHANNELS_VERSION } from "../outbox/settle";
import { type ChannelRow, findChannels } from "../queries/find-channels";
import { fault } from "./check-settings";

const notFound = (id: string) => new DomainError("not_found", `There is no channel with the id "${id}".`);

export async function findChannel(client: pg.Pool | pg.ClientBase, id: string): Promise<ChannelRow> {
  const [row] = await findChannels(client, id);
  if (!row) throw notFound(id);
  return row;
}

export async function lockChannel(client: pg.ClientBase, id: string): Promise<ChannelRow> {
  await client.query("SELECT FROM channel WHERE id = $1 FOR UPDATE", [id]);
  return findChannel(client, id);
}

/** @throws validation_failed for a stand-in that is no channel, or the channel itself */
export async function checkFallback(client: pg.ClientBase, fallback: string | null, id: string): Promise<void> {
  if (fallback === null) return;
  if (fallback === id) throw fault("/fallback_channel_id", "is the channel itself");
  const [found] = await findChannels(client, fallback);
  if (!found) throw fault("/fallback_channel_id", "is no channel");
}

/** The name is taken: told as a conflict. */
export function nameTaken(error: unknown, name: string): unknown {
  const { code, constraint } = error as { code?: string; constraint?: string };
  if (code !== "23505" || constraint !== "channel_name") return error;
  return new DomainError("conflict", `There is a channel named "${name}".`, {
    errors: [{ pointer: "/name", detail: "is taken" }],
  });
}

/** One change with its audit entry and version. What is noted is what may be shown. `change` answers the state before. */
export async function changed(
  id: string,
  author: Author,
  action: string,
  change: (client: pg.PoolClient) => Promise<ChannelRow | null>,
): Promise<ChannelAnswer> {
  return inTransaction(async (client) => {
    const before = await change(client);
    const after = channelAnswer(await findChannel(client, id));
    await author.note(client, { action, subject: `channel:${id}`, before: before && channelAnswer(before), after });
    await bumpVersion(client, CHANNELS_VERSION);
    return after;
  });
}
