import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const PREFIX = "cw_";
const SECRET_BYTES = 32;
const CHECKSUM_CHARACTERS = 6;

function checksum(secret: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(secret));
  return bytes.toString("base64url");
}

/** A new API token: `cw_`, 256 random bits and a CRC-32 of them, both base64url. */
export function makeToken(): string {
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  return `${PREFIX}${secret}${checksum(secret)}`;
}

/**
 * Whether a string found in a log or a repository is one of our generated tokens: for secret
 * scanners. Never a condition of acceptance, since a bootstrap token is any string of the admin's.
 */
export function looksGenerated(text: string): boolean {
  const body = text.slice(PREFIX.length);
  const secret = body.slice(0, -CHECKSUM_CHARACTERS);
  return text.startsWith(PREFIX) && secret.length === 43 && checksum(secret) === body.slice(-CHECKSUM_CHARACTERS);
}

/** What is stored in a token's place. A plain hash is enough: 256 random bits cannot be guessed. */
export function tokenHash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
