import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { handleDecision } from "@/lib/budgets/decisions/service";
import { groupCommitter, handleIngest, tooLarge } from "@/lib/metering/service";
import { DomainError } from "@/lib/platform/errors";
import { type Answer, problemAnswer } from "@/lib/platform/http/problem";
import { handleOperational } from "./operational-routes";

const DECISIONS_PATH = "/api/v1/decisions";
const INGEST_PATHS = new Set(["/ingest", "/api/v1/ingest"]);
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** How long, and for how much, the rest of a body is let in and thrown away after its answer. */
const LINGER_MS = 5_000;
const LINGER_BYTES = 64 * 1024 * 1024;

/** The sender's request id where it is usable, else a new one. */
function requestIdOf(request: IncomingMessage): string {
  const sent = request.headers["x-request-id"];
  return typeof sent === "string" && REQUEST_ID.test(sent) ? sent : randomUUID();
}

function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limitBytes) {
        request.pause();
        reject(tooLarge());
      } else chunks.push(chunk);
    });
    const brokeOff = () => {
      if (!request.complete) reject(new DomainError("bad_request", "The body broke off before its end."));
    };
    request.once("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes)));
    request.once("error", brokeOff);
    request.once("close", brokeOff);
  });
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  const headers: Record<string, string | number> = { ...answer.headers, "content-length": Buffer.byteLength(answer.body) };
  headers["cache-control"] = "no-store";
  // What is left of a body nobody reads would be taken for the next request.
  if (!request.complete) headers.connection = "close";
  response.writeHead(answer.status, headers);
  if (request.complete) response.end(answer.body);
  else endAfterBody(request, response, answer.body);
}

/**
 * Answers at once, but closes only when the sender is done or stops: a connection closed under a
 * sender is reset, and the answer lost before it is read.
 */
function endAfterBody(request: IncomingMessage, response: ServerResponse, body: string): void {
  response.write(body);
  let bytes = 0;
  const end = () => {
    clearTimeout(patience);
    response.end();
  };
  const patience = setTimeout(end, LINGER_MS);
  request.removeAllListeners("data");
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > LINGER_BYTES) end();
  });
  request.once("end", end);
  request.once("close", end);
  request.resume();
}

async function ingest(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = requestIdOf(request);
  if (request.method !== "POST") {
    const answer = problemAnswer(new DomainError("method_not_allowed", "Events are sent with POST."), requestId);
    send(request, response, { ...answer, headers: { ...answer.headers, allow: "POST" } });
    return;
  }
  const { headers } = request;
  const prefer = headers.prefer;
  const answer = await handleIngest({
    authorization: headers.authorization,
    contentType: headers["content-type"],
    contentEncoding: headers["content-encoding"],
    prefer: Array.isArray(prefer) ? prefer.join(",") : prefer,
    contentLength: headers["content-length"],
    readBody: (limitBytes) => readBody(request, limitBytes),
    requestId,
  });
  send(request, response, answer);
}

/** Whether the question comes with an API token: a person's session is the console's to read. */
function asksWithToken(request: IncomingMessage): boolean {
  return request.method === "POST" && request.headers.authorization !== undefined;
}

async function decide(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { headers } = request;
  const answer = await handleDecision({
    authorization: headers.authorization ?? "",
    contentLength: headers["content-length"],
    readBody: (limitBytes) => readBody(request, limitBytes),
    requestId: requestIdOf(request),
  });
  send(request, response, answer);
}

/** Who is at the other end of the socket, last in the chain of proxies: limits of sign-in count by it. */
function withSender(request: IncomingMessage): IncomingMessage {
  const named = request.headers["x-forwarded-for"];
  const sender = request.socket.remoteAddress ?? "";
  request.headers["x-forwarded-for"] = named === undefined ? sender : `${String(named)}, ${sender}`;
  return request;
}

/** Whether a path's percent escapes are UTF-8: what cannot be read can name nothing. */
function isReadable(path: string): boolean {
  if (!path.includes("%")) return true;
  try {
    return !decodeURIComponent(path).includes("\0");
  } catch {
    return false;
  }
}

export interface FrontDoor {
  listener: RequestListener;
  /** Resolves when all that was taken in is committed. */
  drain(): Promise<void>;
}

/**
 * The process's own door: it answers the hot paths itself, on bare node:http, and hands
 * everything else to Next. What it answers is the same code that Next's routes call.
 */
export function createFrontDoor({ next }: { next: RequestListener }): FrontDoor {
  return {
    listener: (request, response) => {
      const url = request.url ?? "/";
      const query = url.indexOf("?");
      const path = query < 0 ? url : url.slice(0, query);
      if (INGEST_PATHS.has(path)) void ingest(request, response);
      else if (path === DECISIONS_PATH && asksWithToken(request)) void decide(request, response);
      else if (!isReadable(path)) {
        const unreadable = new DomainError("bad_request", "The address cannot be read: its percent escapes are no text.");
        send(request, response, problemAnswer(unreadable, requestIdOf(request)));
      } else if (!handleOperational(request, response)) next(withSender(request), response);
    },
    drain: () => groupCommitter().drained(),
  };
}
