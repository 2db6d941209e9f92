import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { secret } from "./secret";

const VERSION = "v1";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** HKDF-SHA256 (RFC 5869) of the installation's secret; each purpose has a key of its own. */
function keyFor(purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret(), "", `costwarden ${purpose} ${VERSION}`, KEY_BYTES));
}

/**
 * Encrypts a text for the database with AES-256-GCM. `place` names where it will lie (a row's id): moved
 * anywhere else it cannot be opened.
 */
export function seal(purpose: string, place: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyFor(purpose), nonce).setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url")}`;
}

/** @throws Error when it was sealed under another secret, for another place, or was altered */
export function unseal(purpose: string, place: string, sealed: string): string {
  const [version, packed] = sealed.split(".");
  if (version !== VERSION || packed === undefined) throw new Error("not a sealed text");
  const bytes = Buffer.from(packed, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", keyFor(purpose), bytes.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(place))
    .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8");
}
