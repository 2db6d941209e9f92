import { connect, type Socket } from "node:net";

export interface Load {
  requests: number;
  seconds: number;
  /** Requests answered with anything but 200. */
  failures: number;
  /** Milliseconds from the time a request was due to its answer, ascending. */
  latenciesMs: number[];
}

export interface LoadOptions {
  port: number;
  connections: number;
  /** The next request's whole text, or null when there are no more. */
  next(): Buffer | null;
  /** Stop after this long. */
  seconds?: number;
  /** Requests a second over all connections; absent = each connection sends as soon as it may. */
  rate?: number;
}

const LENGTH = /content-length: (\d+)/i;

/** A request as bytes, made ahead so that the client costs as little as it can. */
export function httpPost(path: string, body: string | Buffer, headers: Record<string, string>): Buffer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
  const lines = Object.entries({ host: "127.0.0.1", ...headers, "content-length": String(bytes.length) });
  const head = `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}`).join("\r\n")}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
}

/** Sends over keep-alive connections, one request at a time on each, and waits for every answer. */
export async function runLoad(options: LoadOptions): Promise<Load> {
  const load: Load = { requests: 0, seconds: 0, failures: 0, latenciesMs: [] };
  const began = performance.now();
  const until = began + (options.seconds ?? Number.POSITIVE_INFINITY) * 1000;
  let due = began;
  const dueNext = () => {
    if (options.rate === undefined) return performance.now();
    due += 1000 / options.rate;
    return due;
  };
  await Promise.all(Array.from({ length: options.connections }, () => oneConnection(options, load, until, dueNext)));
  load.seconds = (performance.now() - began) / 1000;
  load.latenciesMs.sort((a, b) => a - b);
  return load;
}

function oneConnection(options: LoadOptions, load: Load, until: number, dueNext: () => number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port: options.port, host: "127.0.0.1", noDelay: true });
    let sentFor = 0;
    let pending = "";
    const write = (body: Buffer) => {
      // Timers may be early by a part of a millisecond: that is no merit of the answer.
      sentFor = Math.min(sentFor, performance.now());
      socket.write(body);
    };
    const send = () => {
      sentFor = dueNext();
      const body = sentFor > until || performance.now() > until ? null : options.next();
      if (body === null) {
        socket.end();
        resolve();
        return;
      }
      const wait = sentFor - performance.now();
      if (wait > 1) setTimeout(write, wait, body);
      else write(body);
    };
    socket.setEncoding("latin1");
    socket.once("connect", send);
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("a connection was closed before its answer")));
    socket.on("data", (chunk: string) => {
      pending += chunk;
      const head = pending.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = Number(LENGTH.exec(pending)?.[1] ?? 0);
      if (pending.length < head + 4 + length) return;
      if (!pending.startsWith("HTTP/1.1 200")) load.failures++;
      pending = "";
      load.requests++;
      load.latenciesMs.push(performance.now() - sentFor);
      send();
    });
  });
}

export function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN;
}
