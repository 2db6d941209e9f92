import { headers } from "next/headers";
import { cache } from "react";
import { readInvitation, readReset } from "@/lib/access/service";
import { isDomainError } from "@/lib/platform/errors";

/** What a link leads to, or why it is of no use any more. */
async function linkOf<T>(read: () => Promise<T>): Promise<{ found: T } | { ended: string }> {
  try {
    return { found: await read() };
  } catch (error) {
    if (isDomainError(error) && (error.code === "gone" || error.code === "not_found")) return { ended: error.message };
    throw error;
  }
}

/** Once a request: the page asks, and where the link is of no use what stands in the page's place asks for the reason. */
export const invitationOf = cache((token: string) => linkOf(() => readInvitation(token)));
export const resetOf = cache((token: string) => linkOf(() => readReset(token)));

/** Why the link that was opened is of no use: for what Next shows where a page said `notFound()`, which is told nothing. */
export async function reasonEnded(
  linkAsked: (token: string) => Promise<{ found: unknown } | { ended: string }>,
): Promise<string> {
  const { pathname } = new URL((await headers()).get("x-path") ?? "/", "http://localhost");
  const link = await linkAsked(pathname.split("/")[2] ?? "");
  return "ended" in link ? link.ended : "";
}
