import { onVersionChange } from "@/lib/platform/change-versions";
import { nowMs } from "@/lib/platform/clock";
import { singleton } from "@/lib/platform/singleton";
import type { TokenPrincipal } from "./principal";
import { loadTokens } from "./queries/load-tokens";
import { noteTokenUse } from "./queries/note-token-use";
import { readVersion } from "./queries/read-version";
import { tokenHash } from "./token-format";

/** A token's rights are never older than this. */
const STALE_MS = 1000;
/** Past this age the next use looks for changes in the background, so that the hot path never waits. */
const REFRESH_MS = 400;
/** An unknown token is refused only by rows this fresh: one that another instance just made is found. */
const UNKNOWN_MS = 50;
const USE_NOTED_EVERY_MS = 60_000;
const MOST_HEADERS = 10_000;

interface Entry {
  principal: TokenPrincipal;
  expiresMs: number;
  usedMs: number;
}

/**
 * All usable tokens, in memory. Looking for changes reads one small row; the tokens are read again
 * only when their version moved. Many unknown tokens therefore cost the database nothing.
 */
export class TokenCache {
  private byHash = new Map<string, Entry>();
  /** The header as sent leads to its entry without hashing; holds only headers of known tokens. */
  private byHeader = new Map<string, Entry>();
  private version = -1;
  private checkedAt = Number.NEGATIVE_INFINITY;
  private checking: Promise<void> | undefined;

  /** Synchronous while the rows are fresh; null for a token that is unknown, revoked or expired. */
  authenticate(header: string): TokenPrincipal | null | Promise<TokenPrincipal | null> {
    const age = performance.now() - this.checkedAt;
    if (age > STALE_MS) return this.check().then(() => this.find(header));
    const found = this.find(header);
    if (found === null && age > UNKNOWN_MS) return this.check().then(() => this.find(header));
    if (age > REFRESH_MS) this.check().catch(() => {});
    return found;
  }

  /** The token as it was when the database was last read, however long ago: for answers that go on while it is away. */
  remembered(header: string): TokenPrincipal | null {
    return this.find(header);
  }

  /** Makes the next use look for changes first. Called after a change of our own was committed. */
  expire(): void {
    this.checkedAt = Number.NEGATIVE_INFINITY;
  }

  /** Looks for changes; calls that come while a look is under way share it. */
  check(): Promise<void> {
    this.checking ??= this.look().finally(() => {
      this.checking = undefined;
    });
    return this.checking;
  }

  private async look(): Promise<void> {
    const began = performance.now();
    const version = await readVersion("tokens");
    if (version !== this.version) {
      const used = new Map([...this.byHash.values()].map((entry) => [entry.principal.id, entry.usedMs]));
      const rows = await loadTokens();
      this.byHash = new Map(
        rows.map((row) => [
          row.token_hash.toString("latin1"),
          {
            principal: {
              kind: "token",
              id: row.id,
              name: row.name,
              scopes: row.scopes,
              defaultEnvironment: row.default_environment,
              trustsReportedCost: row.trusts_reported_cost,
              tenants: row.tenants,
            },
            expiresMs: row.expires_at?.getTime() ?? Number.POSITIVE_INFINITY,
            usedMs: used.get(row.id) ?? row.last_used_at?.getTime() ?? 0,
          },
        ]),
      );
      this.byHeader = new Map();
      this.version = version;
    }
    this.checkedAt = began;
  }

  private find(header: string): TokenPrincipal | null {
    let entry = this.byHeader.get(header);
    if (entry === undefined) {
      const token = bearerToken(header);
      if (token === null) return null;
      entry = this.byHash.get(tokenHash(token).toString("latin1"));
      if (entry === undefined) return null;
      if (this.byHeader.size >= MOST_HEADERS) this.byHeader.clear();
      this.byHeader.set(header, entry);
    }
    const at = nowMs();
    if (entry.expiresMs <= at) return null;
    if (at - entry.usedMs >= USE_NOTED_EVERY_MS) {
      entry.usedMs = at;
      // When it cannot be written now, the next minute's use writes it.
      noteTokenUse(entry.principal.id, new Date(at)).catch(() => {});
    }
    return entry.principal;
  }
}

function bearerToken(header: string): string | null {
  if (header.length > 4096 || header.slice(0, 7).toLowerCase() !== "bearer ") return null;
  return header.slice(7).trim() || null;
}

export function tokenCache(): TokenCache {
  return singleton("tokenCache", () => {
    const cache = new TokenCache();
    onVersionChange("tokens", () => cache.check());
    return cache;
  });
}
