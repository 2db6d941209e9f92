import type pg from "pg";
import type { Fallen } from "../outbox/fall-back";

/** A channel that fails for so long, or asked to be left alone for so long, does not deliver in time. */
const FAILING_SECONDS = 10;
const PAUSE_SECONDS = 60;
/** A message that was just queued has its own first attempt before. */
const WAITED_SECONDS = 5;
const MOST_AT_ONCE = 500;

/**
 * What waits for a channel that cannot be reached and has a stand-in, and was not handed over yet: behind a receiver that never
 * answers, or one that said Retry-After, messages wait that nobody attempted. Oldest first.
 * @param failures from how many failures in a row a channel is failing
 */
export async function findStranded(client: pg.Pool | pg.ClientBase, failures: number): Promise<Fallen[]> {
  const { rows } = await client.query<Fallen>({
    name: "find-stranded",
    text: `SELECT d.id, d.subject_kind, d.subject_id, d.ordered_by, d.message, d.tried_channels, d.channel_id,
        c.name AS channel_name, c.fallback_channel_id
      FROM channel AS c
      JOIN channel AS f ON f.id = c.fallback_channel_id
      JOIN delivery AS d ON d.channel_id = c.id
      WHERE c.enabled AND c.deleted_at IS NULL
        AND (c.failures >= $1 AND c.failing_since < now() - make_interval(secs => ${FAILING_SECONDS})
          OR c.next_send_at > now() + make_interval(secs => ${PAUSE_SECONDS}))
        AND d.state = 'pending' AND d.created_at < now() - make_interval(secs => ${WAITED_SECONDS})
        AND d.subject_kind NOT IN ('test', 'canary') AND f.id <> ALL (d.tried_channels)
        AND NOT (f.kind = 'pagerduty' AND d.message ->> 'event' = 'none')
        AND NOT EXISTS (SELECT FROM delivery AS copy WHERE copy.channel_id = f.id AND copy.key = 'fallback:' || d.id)
      ORDER BY d.seq LIMIT ${MOST_AT_ONCE}`,
    values: [failures],
  });
  return rows;
}
