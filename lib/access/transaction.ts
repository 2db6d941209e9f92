import { prisma } from "@/lib/platform/database";
import type { Prisma } from "@/lib/platform/generated/prisma/client";
import type { Connection } from "./audit";

/** A loaded machine may be slow; Prisma's own 5 s would fail a change that only had to wait its turn. */
const PATIENCE = { maxWait: 10_000, timeout: 30_000 };

/** One transaction for a change through Prisma together with its audit entry and its version bump. */
export function inAccessTransaction<T>(work: (tx: Prisma.TransactionClient, connection: Connection) => Promise<T>): Promise<T> {
  return prisma().$transaction((tx) => work(tx, { query: (text, values) => tx.$executeRawUnsafe(text, ...values) }), PATIENCE);
}
