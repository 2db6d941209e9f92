import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { refusalOf } from "./address";
import { guardedLookup } from "./guarded-lookup";
import { isOutgoingError, OutgoingError } from "./outgoing-error";

/** Standard Webhooks asks for 15 to 30 seconds. */
export const TIMEOUT_MS = 15_000;
/** What of an answer is kept. */
export const ANSWER_BYTES = 2048;

export interface Posting {
  url: string;
  headers: Record<string, string>;
  body: string;
  allowPrivate: boolean;
  timeoutMs?: number;
  lookup?: LookupFunction;
}

export interface Answer {
  status: number;
  /** The first 2 kB, as text that can be stored. */
  text: string;
  retryAfter: string | undefined;
}

const WORDS: Record<string, string> = {
  ECONNREFUSED: "refused the connection",
  ECONNRESET: "broke off the connection",
  EPIPE: "broke off the connection",
  EHOSTUNREACH: "cannot be reached",
  ENETUNREACH: "cannot be reached",
  ETIMEDOUT: "does not answer",
  CERT_HAS_EXPIRED: "has an expired certificate",
  DEPTH_ZERO_SELF_SIGNED_CERT: "has a certificate that nobody vouches for",
  SELF_SIGNED_CERT_IN_CHAIN: "has a certificate that nobody vouches for",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "has a certificate that nobody vouches for",
  ERR_TLS_CERT_ALTNAME_INVALID: "has a certificate of another name",
};

function told(error: NodeJS.ErrnoException, host: string): OutgoingError {
  if (isOutgoingError(error)) return error;
  const code = error.code ?? "";
  if (code.startsWith("HPE_")) return new OutgoingError(`${host} answered something that is not HTTP (${code})`);
  return new OutgoingError(`${host} ${WORDS[code] ?? `could not be talked to (${code || error.name})`}`);
}

/** Text without what a column of text refuses; a character cut in half at the end is dropped. */
function storableText(bytes: Buffer): string {
  return new TextDecoder("utf-8")
    .decode(bytes)
    .replaceAll("\0", "\ufffd")
    .replace(/\ufffd+$/, "");
}

/**
 * Sends one POST and follows no redirect. Its address is judged before (a literal one), while its name is resolved, and once
 * more when the connection stands. The whole exchange has `timeoutMs`; of an answer that began, what came by then counts.
 * @throws OutgoingError when nothing was answered
 */
export function post({ url, headers, body, allowPrivate, timeoutMs = TIMEOUT_MS, lookup }: Posting): Promise<Answer> {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, "");
  const refused = isIP(host) ? refusalOf(host, allowPrivate) : null;
  if (refused) return Promise.reject(new OutgoingError(`${host} ${refused}`, true));
  const { request } = target.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    let atTime = (): void => {
      sent.destroy(new OutgoingError(`${host} did not answer within ${timeoutMs / 1000} s`));
    };
    const late = setTimeout(() => atTime(), timeoutMs);
    const fail = (error: Error) => {
      clearTimeout(late);
      sent.destroy();
      reject(told(error, host));
    };
    const sent = request(target, {
      method: "POST",
      // A connection of its own: one that is kept would be to an address judged for another channel.
      agent: false,
      lookup: lookup ?? guardedLookup(allowPrivate),
      headers: {
        "user-agent": "Costwarden",
        "accept-encoding": "identity",
        ...headers,
        "content-length": Buffer.byteLength(body),
      },
    });
    sent.once("error", fail);
    sent.once("socket", (socket) =>
      socket.once("connect", () => {
        const reason = refusalOf(socket.remoteAddress ?? "", allowPrivate);
        if (reason) sent.destroy(new OutgoingError(`${host} ${reason}`, true));
      }),
    );
    sent.once("response", (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const done = () => {
        clearTimeout(late);
        const retryAfter = response.headers["retry-after"];
        resolve({
          status: response.statusCode ?? 0,
          text: storableText(Buffer.concat(chunks).subarray(0, ANSWER_BYTES)),
          retryAfter,
        });
        sent.destroy();
      };
      atTime = done;
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes >= ANSWER_BYTES) done();
      });
      response.once("end", done);
      response.once("error", done);
      response.once("close", done);
    });
    sent.end(body);
  });
}
