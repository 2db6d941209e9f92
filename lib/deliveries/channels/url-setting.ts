import { z } from "zod";

/** An address of a receiver: http or https, without a password in it. */
export const receiverUrl = z
  .string("is missing")
  .trim()
  .max(2048, "has more than 2048 characters")
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
    error: "is not a URL that begins with https:// or http://",
    abort: true,
  })
  .refine(
    (text) => new URL(text).username === "" && new URL(text).password === "",
    "holds a user name or password; leave them out",
  )
  .refine((text) => new URL(text).hostname !== "", "names no host");

/** Host and last four characters of an address whose path is its secret. */
export function maskedUrl(text: string): string {
  const { origin, pathname, search } = new URL(text);
  const secret = `${pathname}${search}`;
  return secret === "/" ? origin : `${origin}/…${secret.length > 8 ? secret.slice(-4) : ""}`;
}

/** The parts of an address that must not be seen in what a receiver answers. */
export function urlSecrets(text: string): string[] {
  const { pathname, search } = new URL(text);
  return [text, `${pathname}${search}`, pathname, ...pathname.split("/")].filter((part) => part.length >= 8);
}
