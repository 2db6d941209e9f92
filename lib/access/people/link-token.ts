import { timingSafeEqual } from "node:crypto";
import { hmac } from "@/lib/platform/secret";

export type LinkKind = "invitation" | "reset";

const ID_BYTES = 16;
const TIME_BYTES = 6;
const SIGNATURE_BYTES = 32;

function signature(kind: LinkKind, signed: Buffer): Buffer {
  return Buffer.from(hmac(`account-link.${kind}`, signed.toString("base64url")), "hex");
}

/**
 * The secret part of a link: its row's id and its end, signed with the installation's secret. Nobody
 * who reads the database can make one.
 */
export function sealLink(kind: LinkKind, id: string, expiresMs: number): string {
  const signed = Buffer.alloc(ID_BYTES + TIME_BYTES);
  signed.write(id.replaceAll("-", ""), 0, "hex");
  signed.writeUIntBE(expiresMs, ID_BYTES, TIME_BYTES);
  return Buffer.concat([signed, signature(kind, signed)]).toString("base64url");
}

/** What a link says of itself; null when it was not sealed here, or for another use. */
export function openLink(kind: LinkKind, token: string): { id: string; expiresMs: number } | null {
  const bytes = Buffer.from(token, "base64url");
  // Decoding forgives much: only the one right spelling is taken.
  if (bytes.length !== ID_BYTES + TIME_BYTES + SIGNATURE_BYTES || bytes.toString("base64url") !== token) return null;
  const signed = bytes.subarray(0, ID_BYTES + TIME_BYTES);
  if (!timingSafeEqual(signature(kind, signed), bytes.subarray(ID_BYTES + TIME_BYTES))) return null;
  const hex = signed.toString("hex", 0, ID_BYTES);
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  return { id, expiresMs: signed.readUIntBE(ID_BYTES, TIME_BYTES) };
}
