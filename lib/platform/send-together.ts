import pg from "pg";

/** A prepared statement; its parameters as PostgreSQL reads them from text. */
export interface Statement {
  name: string;
  text: string;
  values?: readonly (string | null)[];
}

/** `COPY … FROM STDIN` with its whole input. */
export interface CopyIn {
  copy: string;
  rows: Buffer;
}

export type Step = Statement | CopyIn;

/** What the driver's connection offers to a query object (pg's lib/connection.js). */
interface Wire {
  stream: { cork(): void; uncork(): void; write(chunk: Buffer): unknown };
  parsedStatements: Record<string, string | undefined>;
  parse(message: { name?: string; text: string }): void;
  bind(message: { statement?: string; values?: readonly (string | null)[] }): void;
  describe(message: { type: "P"; name: string }): void;
  execute(message: Record<string, never>): void;
  close(message: { type: "S"; name: string }): void;
  endCopyFrom(): void;
  sync(): void;
}

/** The driver's result while it fills; its types show only the finished one. */
interface GrowingResult extends pg.QueryResult {
  addFields(fields: pg.FieldDef[]): void;
  parseRow(fields: unknown[]): pg.QueryResultRow;
  addRow(row: pg.QueryResultRow): void;
  addCommandComplete(message: { text: string }): void;
}

const isCopy = (step: Step): step is CopyIn => "copy" in step;
const COPY_DATA = 0x64;
const HEAD_BYTES = 5;

function copyHead(bytes: number): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head[0] = COPY_DATA;
  head.writeUInt32BE(bytes + HEAD_BYTES - 1, 1);
  return head;
}

/**
 * A query object of the driver that sends all its steps before it reads an answer: the extended protocol
 * with one Sync at the end, so that after an error the server passes over the rest (PostgreSQL manual,
 * "Message Flow", Extended Query and Pipelining). Copy data may follow at once; the server reads them
 * when its COPY runs and drops them when it does not.
 */
class Together implements pg.Submittable {
  private readonly results: GrowingResult[];
  private at = 0;
  private settled = false;

  constructor(
    private readonly steps: readonly Step[],
    private readonly resolve: (results: pg.QueryResult[]) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.results = steps.map(() => new pg.Result("", pg.types) as unknown as GrowingResult);
  }

  /** The driver puts a callback here to watch over a time limit. */
  callback(): void {}

  submit(connection: unknown): void {
    const wire = connection as Wire;
    wire.stream.cork();
    try {
      for (const step of this.steps) {
        if (isCopy(step)) sendCopy(wire, step);
        else sendStatement(wire, step);
      }
      wire.sync();
    } finally {
      wire.stream.uncork();
    }
  }

  handleRowDescription(message: { fields: pg.FieldDef[] }): void {
    this.results[this.at]?.addFields(message.fields);
  }

  handleDataRow(message: { fields: unknown[] }): void {
    const result = this.results[this.at];
    result?.addRow(result.parseRow(message.fields));
  }

  handleCommandComplete(message: { text: string }, connection: unknown): void {
    const step = this.steps[this.at];
    if (step && !isCopy(step)) (connection as Wire).parsedStatements[step.name] = step.text;
    this.results[this.at]?.addCommandComplete(message);
    this.at++;
  }

  handleCopyInResponse(): void {}
  handleEmptyQuery(): void {}

  handleError(error: Error): void {
    this.settled = true;
    this.reject(error);
  }

  handleReadyForQuery(): void {
    if (!this.settled) this.resolve(this.results);
  }
}

function sendStatement(wire: Wire, { name, text, values = [] }: Statement): void {
  if (wire.parsedStatements[name] !== text) {
    // One that failed before it ran may be there already; closing one that is not there does no harm.
    wire.close({ type: "S", name });
    wire.parse({ name, text });
  }
  wire.bind({ statement: name, values });
  wire.describe({ type: "P", name: "" });
  wire.execute({});
}

function sendCopy(wire: Wire, { copy, rows }: CopyIn): void {
  wire.parse({ text: copy });
  wire.bind({});
  wire.execute({});
  wire.stream.write(copyHead(rows.length));
  wire.stream.write(rows);
  wire.endCopyFrom();
}

/**
 * Runs several statements for the price of one answer awaited, each after the one before it. With the
 * first that fails the rest are passed over: a COMMIT among them is not done then.
 * @returns their results, in order
 * @throws the database's error of the first that failed
 */
export function sendTogether(client: pg.ClientBase, steps: readonly Step[]): Promise<pg.QueryResult[]> {
  return new Promise((resolve, reject) => {
    client.query(new Together(steps, resolve, reject));
  });
}
