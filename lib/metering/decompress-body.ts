import { promisify } from "node:util";
import { gunzip, inflate, inflateRaw } from "node:zlib";
import { DomainError } from "@/lib/platform/errors";

/** Of a request's body, after decompression. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

const gunzipAsync = promisify(gunzip);
const inflateAsync = promisify(inflate);
const inflateRawAsync = promisify(inflateRaw);

/**
 * Undoes a request's Content-Encoding. It stops inflating at 16 MiB (`payload_too_large`); a body that is not
 * what its encoding says is a `bad_request`, an encoding other than gzip, deflate and identity
 * `unsupported_media_type`.
 */
export async function decompress(body: Buffer, contentEncoding: string | undefined): Promise<Buffer> {
  const encoding = (contentEncoding ?? "").trim().toLowerCase();
  if (encoding === "" || encoding === "identity") {
    if (body.length > MAX_BODY_BYTES) throw tooLarge();
    return body;
  }
  if (encoding !== "gzip" && encoding !== "x-gzip" && encoding !== "deflate") {
    throw new DomainError("unsupported_media_type", "Content-Encoding must be gzip, deflate or identity, and only one of them.");
  }
  try {
    return await inflateWith(encoding, body);
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw new DomainError("bad_request", `The body cannot be decompressed: it is not valid ${encoding} data, or is cut off.`, {
      cause: error,
    });
  }
}

function inflateWith(encoding: string, body: Buffer): Promise<Buffer> {
  const options = { maxOutputLength: MAX_BODY_BYTES };
  if (encoding !== "deflate") return gunzipAsync(body, options);
  // RFC 9110 means zlib's format, but some clients send the bare stream.
  const zlib = body.length >= 2 && ((body[0] ?? 0) & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;
  return zlib ? inflateAsync(body, options) : inflateRawAsync(body, options);
}

function tooLarge(): DomainError {
  return new DomainError("payload_too_large", "The body is larger than 16 MiB (after decompression). Send fewer events at once.");
}
