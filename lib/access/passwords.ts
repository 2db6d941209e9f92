import { randomInt } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { singleton } from "@/lib/platform/singleton";

/** argon2id with the library's defaults (19 MiB, 2 passes, 1 lane): what OWASP names as the least. */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/**
 * Whether the password is the account's. Costs the same when there is no account or it has no
 * password, so that the time of the answer does not tell which accounts exist.
 */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  const decoy = singleton("decoyPassword", () => hash("no account has this password"));
  const matches = await verify(stored ?? (await decoy), password);
  return matches && stored !== null;
}

/** Letters and digits that are not mistaken for one another; 20 of them are 115 bits. */
const ALPHABET = "abcdefghijkmnpqrstuvwxyzACDEFGHJKLMNPQRSTUVWXYZ2345679";

export function makePassword(): string {
  return Array.from({ length: 20 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}
