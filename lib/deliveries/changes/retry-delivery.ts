import type { Author } from "@/lib/platform/author";
import { now } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import type { DeliveryDetail } from "../contract";
import { readDelivery } from "../list-deliveries";
import { LETTERS } from "../queries/insert-deliveries";
import { wakeAt } from "../queries/record-attempt";

interface Row {
  channel_id: string | null;
  state: string;
  closed: boolean;
}

/**
 * Sends a failed delivery again, under its own message id, for another day; a pending one is tried at once.
 * @throws conflict for one that was delivered, or whose channel is off
 */
export async function retryDelivery(id: string, author: Author): Promise<DeliveryDetail> {
  await inTransaction(async (client) => {
    const { rows } = await client.query<Row>(
      `SELECT d.channel_id, d.state, c.id IS NOT NULL AND (NOT c.enabled OR c.deleted_at IS NOT NULL) AS closed
       FROM delivery AS d LEFT JOIN channel AS c ON c.id = d.channel_id
       WHERE d.id = $1 AND d.subject_kind <> 'canary' FOR UPDATE OF d`,
      [id],
    );
    const [row] = rows;
    if (!row) throw new DomainError("not_found", `There is no delivery with the id "${id}".`);
    if (row.state === "delivered") throw new DomainError("conflict", "This message was delivered; it is not sent twice.");
    if (row.closed) throw new DomainError("conflict", "Its channel is switched off or deleted; switch it on first.");
    await client.query(
      `UPDATE delivery SET state = 'pending', next_attempt_at = now(), finished_at = NULL,
         give_up_at = CASE WHEN state = 'failed' THEN now() + interval '1 day' ELSE give_up_at END
       WHERE id = $1`,
      [id],
    );
    // Who asks knows better than a receiver that asked to be left alone a while ago.
    await client.query("UPDATE channel SET next_send_at = now() WHERE id = $1 AND next_send_at > now()", [row.channel_id]);
    await wakeAt(client, row.channel_id ?? LETTERS, now());
    await author.note(client, { action: "delivery.retry", subject: `delivery:${id}`, before: { state: row.state } });
  });
  return readDelivery(id, true);
}
