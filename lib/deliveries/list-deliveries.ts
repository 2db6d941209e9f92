import { pool } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import { decodePlace, pageOf } from "@/lib/platform/page";
import type { DeliveryAnswer, DeliveryDetail, DeliveryFilter } from "./contract";
import { messageId } from "./outbox/stored-message";
import { type DeliveryRow, findDeliveries } from "./queries/find-deliveries";

function deliveryAnswer(row: DeliveryRow): DeliveryAnswer {
  const { channel_id: id, channel_name: name, channel_kind: kind } = row;
  return {
    id: row.id,
    channel: id === null ? null : { id, name: name ?? "", kind: kind ?? "" },
    recipient: row.recipient,
    subject: { kind: row.subject_kind, id: row.subject_id },
    title: row.title,
    event: row.event,
    message_id: messageId(row.id),
    state: row.state,
    attempts: row.attempts,
    next_attempt_at: row.state === "pending" ? row.next_attempt_at.toISOString() : null,
    last_status: row.last_status,
    last_error: row.last_error,
    fallback_of: row.fallback_of,
    failed_channel: row.failed_channel,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}

/** @param letters whether letters to people are among them */
export async function listDeliveries(filter: DeliveryFilter, letters: boolean) {
  const place = decodePlace<readonly [number]>(filter.cursor, ["number"]);
  const rows = await findDeliveries(pool(), {
    id: null,
    channelId: filter.channel_id ?? null,
    state: filter.state ?? null,
    subjectKind: filter.subject_kind ?? null,
    subjectId: filter.subject_id ?? null,
    letters,
    before: place?.[0] ?? null,
    limit: filter.limit + 1,
  });
  const { shown, next_cursor } = pageOf(rows, filter.limit, (row) => [row.seq]);
  return { deliveries: shown.map(deliveryAnswer), next_cursor };
}

interface AttemptRow {
  number: number;
  at: Date;
  outcome: "ok" | "retry" | "gone" | "refused";
  status: number | null;
  latency_ms: number;
  answer: string;
  error: string | null;
  retry_at: Date | null;
}

/** One delivery with its attempts, first to last. @throws not_found */
export async function readDelivery(id: string, letters: boolean): Promise<DeliveryDetail> {
  const everything = { channelId: null, state: null, subjectKind: null, subjectId: null, before: null, limit: 1 };
  const [row] = await findDeliveries(pool(), { ...everything, id, letters });
  if (!row) throw new DomainError("not_found", `There is no delivery with the id "${id}".`);
  const { rows } = await pool().query<AttemptRow>("SELECT * FROM delivery_attempt WHERE delivery_id = $1 ORDER BY number", [id]);
  return {
    ...deliveryAnswer(row),
    summary: row.summary,
    give_up_at: row.give_up_at.toISOString(),
    attempt_log: rows.map((attempt) => ({
      number: attempt.number,
      at: attempt.at.toISOString(),
      outcome: attempt.outcome,
      status: attempt.status,
      latency_ms: attempt.latency_ms,
      answer: attempt.answer,
      error: attempt.error,
      retry_at: attempt.retry_at?.toISOString() ?? null,
    })),
  };
}
