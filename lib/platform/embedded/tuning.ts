import { constants } from "node:buffer";
import { totalmem } from "node:os";

const MIB = 1024 * 1024;

/** Memory this process may count on, in bytes: the machine's, or less where a container is limited. */
function memory(): number {
  const limit = process.constrainedMemory?.() ?? 0;
  return limit > 0 && limit < constants.MAX_LENGTH * 1024 ? Math.min(limit, totalmem()) : totalmem();
}

/**
 * Settings of the embedded PostgreSQL: durable, and sized for a small machine that it shares with
 * the application. Nothing here trades an acknowledged event for speed.
 */
export function embeddedSettings(availableBytes = memory()): string[] {
  const sharedBuffersMib = Math.round(Math.min(1024, Math.max(64, availableBytes / 8 / MIB)));
  const maintenanceMib = Math.round(Math.min(256, Math.max(32, availableBytes / 32 / MIB)));
  return [
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    `shared_buffers=${sharedBuffersMib}MB`,
    `effective_cache_size=${Math.round(availableBytes / 2 / MIB)}MB`,
    "work_mem=16MB",
    `maintenance_work_mem=${maintenanceMib}MB`,
    "wal_level=minimal",
    "max_wal_senders=0",
    "wal_compression=on",
    "min_wal_size=512MB",
    "max_wal_size=4GB",
    "checkpoint_timeout=15min",
    "max_connections=100",
    "jit=off",
    "random_page_cost=1.1",
    "max_parallel_workers_per_gather=2",
    "max_parallel_workers=2",
    ...(process.platform === "linux" ? ["effective_io_concurrency=32"] : []),
    // Rollup rows are updated many times a minute: clean up early and quickly.
    "autovacuum_naptime=20s",
    "autovacuum_max_workers=2",
    "autovacuum_vacuum_scale_factor=0.05",
    "autovacuum_vacuum_insert_scale_factor=0.1",
    "autovacuum_analyze_scale_factor=0.05",
    "autovacuum_vacuum_cost_limit=2000",
    "timezone=UTC",
    "log_timezone=UTC",
    // The application knows of its own failed statements; the log is for the server's own life.
    "log_min_messages=log",
    "log_checkpoints=off",
    "log_autovacuum_min_duration=-1",
  ];
}
