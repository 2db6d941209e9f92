/** A connection inside the transaction that makes what is told of: pg's own, or one of Prisma's wrapped. */
export interface Client {
  query(text: string, values: unknown[]): Promise<unknown>;
}
