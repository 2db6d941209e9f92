import type pg from "pg";
import type { Raised } from "@/lib/alerts/service";
import { clearAlerts, raiseAlerts } from "@/lib/alerts/service";
import { inTransaction } from "@/lib/platform/database";
import { type EpisodeKey, endEpisodes, openEpisodes, type StoredEpisode } from "./queries/episodes";

/** A fact that lasts, with what it is an episode of: `episode` of `raised` is that of its beginning. */
export interface Lasting {
  key: EpisodeKey;
  began: boolean;
  raised: Raised;
}

export interface Findings {
  lasting: readonly Lasting[];
  /** Facts that carry their episode themselves. */
  facts: readonly Raised[];
  ended: readonly EpisodeKey[];
  /** Ended only where nobody has told of it since. */
  quietSince: Date;
  at: Date;
}

const textOf = ({ ruleId, subject, threshold }: EpisodeKey) => JSON.stringify([ruleId, subject, threshold]);

/**
 * Tells what was found and clears what is over, in one transaction: episodes are held by the database, so that several instances,
 * and one that was started anew, tell of each once. @returns keys of episodes that somebody else has ended
 */
export async function tellFindings({ lasting, facts, ended, quietSince, at }: Findings): Promise<EpisodeKey[]> {
  if (lasting.length + facts.length + ended.length === 0) return [];
  return inTransaction(async (client) => {
    const over = await endEpisodes(client, ended, quietSince);
    const open = await openOf(client, lasting);
    const gone: EpisodeKey[] = [];
    const told: Raised[] = [...facts];
    for (const { key, raised } of lasting) {
      const episode = open.get(textOf(key));
      if (episode === undefined) gone.push(key);
      else told.push({ ...raised, episode });
    }
    await raiseAlerts(client, told);
    await clearAlerts(
      client,
      over.map(({ ruleId, subject, threshold, episode }) => ({
        ruleId,
        subjectKey: subject,
        threshold,
        episode,
        why: whyOver(ruleId),
      })),
      at,
    );
    return gone;
  });
}

const whyOver = (ruleId: string): string =>
  ruleId === "silence" ? "It is active again." : "Nothing was beyond the threshold for long enough.";

async function openOf(client: pg.PoolClient, lasting: readonly Lasting[]): Promise<Map<string, string>> {
  const stored = (each: Lasting): StoredEpisode => ({ ...each.key, episode: each.raised.episode, lastAt: each.raised.at });
  const unique = [...new Map(lasting.map((each) => [textOf(each.key), each])).values()];
  const open = await openEpisodes(
    client,
    unique.filter(({ began }) => began).map(stored),
    unique.filter(({ began }) => !began).map(stored),
  );
  return new Map(open.map((each) => [textOf(each), each.episode]));
}
