import { createHmac } from "node:crypto";
import { settings } from "./settings";
import { singleton } from "./singleton";

const holder = singleton("secret", () => ({ value: undefined as string | undefined }));

/** Gives this process its secret: the server does so at start, from the environment or the file beside the data. */
export function setSecret(value: string): void {
  holder.value = value;
}

/**
 * The installation's secret. Whatever is kept only as a digest (API tokens, key fingerprints) and
 * the signatures of sessions depend on it.
 * @throws Error when the process was given none
 */
export function secret(): string {
  const value = holder.value ?? settings().COSTWARDEN_SECRET;
  if (!value) throw new Error("This process has no secret: setSecret comes first, or set COSTWARDEN_SECRET");
  return value;
}

/** HMAC-SHA256 in hex of a text under the secret; the purpose keeps digests of different uses apart. */
export function hmac(purpose: string, text: string): string {
  return createHmac("sha256", secret()).update(`${purpose}\0${text}`).digest("hex");
}
