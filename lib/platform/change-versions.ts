import pg from "pg";
import { beforeClose, databaseUrl, pool } from "./database";
import { singleton } from "./singleton";

/**
 * How instances learn of each other's changes (settings, tokens, prices, ...): whoever changes
 * a thing bumps its version in the same transaction; every instance hears the notification, and
 * a poll each second makes up for one that was lost.
 */
const CHANNEL = "costwarden_change";
const POLL_MS = 1000;

type Callback = () => void | Promise<void>;

class Watcher {
  private readonly callbacks = new Map<string, Set<Callback>>();
  private readonly seen = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private listener: pg.Client | undefined;
  private polling: Promise<void> | undefined;
  private again = false;
  private looked = false;

  watch(name: string, callback: Callback): () => void {
    const known = this.callbacks.get(name) ?? new Set();
    known.add(callback);
    this.callbacks.set(name, known);
    this.start();
    return () => known.delete(callback);
  }

  private start(): void {
    if (this.timer) return;
    this.timer = setInterval(() => void this.poll(), POLL_MS);
    this.timer.unref();
    beforeClose(() => this.stop());
    void this.poll();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.polling?.catch(() => {});
    const listener = this.listener;
    this.listener = undefined;
    await listener?.end().catch(() => {});
  }

  /** One look at the versions; calls that come while one is under way lead to one more look. */
  async poll(): Promise<void> {
    if (this.polling) {
      this.again = true;
      return this.polling;
    }
    this.polling = this.look()
      .catch(() => {})
      .finally(() => {
        this.polling = undefined;
        if (this.again && this.timer) {
          this.again = false;
          void this.poll();
        }
      });
    return this.polling;
  }

  private async look(): Promise<void> {
    if (!this.listener) await this.listen();
    const { rows } = await pool().query<{ name: string; version: number }>("SELECT name, version FROM change_version");
    for (const { name, version } of rows) {
      // The first look only takes note; a name that appears later is a change like any other.
      if (this.looked && this.seen.get(name) !== version) {
        for (const callback of this.callbacks.get(name) ?? []) await callback();
      }
      // Only now: a callback that failed is called again at the next look.
      this.seen.set(name, version);
    }
    this.looked = true;
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({ connectionString: databaseUrl(), application_name: "costwarden-listen" });
    const drop = () => {
      if (this.listener === client) this.listener = undefined;
    };
    client.on("error", drop);
    client.on("end", drop);
    client.on("notification", () => void this.poll());
    this.listener = client;
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      drop();
      await client.end().catch(() => {});
      throw error;
    }
  }
}

function watcher(): Watcher {
  return singleton("changeWatcher", () => new Watcher());
}

/** Calls back within a second of a committed bump of `name` by any instance. @returns how to stop */
export function onVersionChange(name: string, callback: Callback): () => void {
  return watcher().watch(name, callback);
}

/** Marks `name` as changed; goes into the transaction that makes the change. */
export async function bumpVersion(
  client: { query(text: string, values: unknown[]): Promise<unknown> },
  name: string,
): Promise<void> {
  await client.query(
    `INSERT INTO change_version (name) VALUES ($1)
     ON CONFLICT (name) DO UPDATE SET version = change_version.version + 1`,
    [name],
  );
  await client.query("SELECT pg_notify($1, $2)", [CHANNEL, name]);
}
