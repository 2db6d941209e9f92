import type { ChannelAnswer } from "./contract";
import { healthOf } from "./list-channels";
import type { ChannelRow } from "./queries/find-channels";

export function channelAnswer(row: ChannelRow): ChannelAnswer {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    config: row.config,
    enabled: row.enabled,
    health: healthOf(row),
    off_reason: row.off_reason,
    off_at: row.off_at?.toISOString() ?? null,
    off_by: row.off_by,
    failures: row.failures,
    failing_since: row.failing_since?.toISOString() ?? null,
    last_success_at: row.last_success_at?.toISOString() ?? null,
    last_failure_at: row.last_failure_at?.toISOString() ?? null,
    last_error: row.last_error,
    pending: row.pending,
    allow_private_addresses: row.allow_private,
    fallback_channel_id: row.fallback_channel_id,
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    updated_at: row.updated_at.toISOString(),
  };
}
