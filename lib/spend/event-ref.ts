import { z } from "zod";

// The database takes no NUL.
const name = z
  .string()
  .max(256)
  .refine((text) => !text.includes("\0"));
const time = z
  .string()
  .regex(/^[12]\d{3}-/)
  .pipe(z.iso.datetime());
const identity = z.tuple([name, name, name, time]);

/** Which event: its identity and the time it is stored under. */
export interface EventRef {
  tenant: string;
  source: string;
  id: string;
  /** RFC 3339 with six fractional digits. */
  time: string;
}

/** The opaque form of a reference; also a list's cursor. */
export function encodeRef({ tenant, source, id, time }: EventRef): string {
  return Buffer.from(JSON.stringify([tenant, source, id, time])).toString("base64url");
}

/** Null when the text is none of ours. */
export function decodeRef(text: string): EventRef | null {
  try {
    const [tenant, source, id, time] = identity.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
    return { tenant, source, id, time };
  } catch {
    return null;
  }
}
