import { isDomainError } from "@/lib/platform/errors";

/** What a link leads to, or why it is of no use any more. */
export async function linkOf<T>(read: () => Promise<T>): Promise<{ found: T } | { ended: string }> {
  try {
    return { found: await read() };
  } catch (error) {
    if (isDomainError(error) && (error.code === "gone" || error.code === "not_found")) return { ended: error.message };
    throw error;
  }
}
