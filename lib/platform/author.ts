/** A connection inside the transaction that makes a change. */
interface Connection {
  query(text: string, values: unknown[]): Promise<unknown>;
}

/** What is noted of a change: thing.verb, what it was done to, and both states. */
export interface ChangeNote {
  action: string;
  subject: string;
  before?: unknown;
  after?: unknown;
}

/**
 * Who makes a change, as domains see them: a name to keep beside what was made, and the way to
 * the audit log, written in the transaction of the change itself.
 */
export interface Author {
  name: string;
  note(client: Connection, change: ChangeNote): Promise<void>;
}
