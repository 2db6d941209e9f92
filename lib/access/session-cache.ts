import { onVersionChange } from "@/lib/platform/change-versions";
import { nowMs } from "@/lib/platform/clock";
import { singleton } from "@/lib/platform/singleton";
import type { UserPrincipal } from "./principal";
import { loadSession } from "./queries/load-session";
import { noteSessionUse } from "./queries/note-session-use";

/** A session's person and role are never older than this. */
const STALE_MS = 1000;
const MOST_SESSIONS = 5000;
const USE_NOTED_EVERY_MS = 60_000;

interface Entry {
  loadedAt: number;
  person: ReturnType<typeof loadSession>;
}

/** Sessions looked up within the last second; requests of one page share one look. */
class SessionCache {
  private readonly entries = new Map<string, Entry>();

  async find(sessionId: string): Promise<UserPrincipal | null> {
    const at = performance.now();
    let entry = this.entries.get(sessionId);
    if (entry === undefined || at - entry.loadedAt > STALE_MS) {
      if (this.entries.size >= MOST_SESSIONS) this.entries.clear();
      entry = { loadedAt: at, person: loadSession(sessionId) };
      this.entries.set(sessionId, entry);
      entry.person.catch(() => this.entries.delete(sessionId));
    }
    const person = await entry.person;
    if (person === null || person.expiresMs <= nowMs()) return null;
    if (nowMs() - person.seenMs >= USE_NOTED_EVERY_MS) {
      person.seenMs = nowMs();
      // When it cannot be written now, the next minute's use writes it.
      noteSessionUse(sessionId, new Date(person.seenMs)).catch(() => {});
    }
    const { expiresMs: _, seenMs: __, ...principal } = person;
    return principal;
  }

  clear(): void {
    this.entries.clear();
  }
}

export function sessionCache(): SessionCache {
  return singleton("sessionCache", () => {
    const cache = new SessionCache();
    onVersionChange("sessions", () => cache.clear());
    return cache;
  });
}
