import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { firstRun } from "@/lib/access/service";
import type { TokenCache } from "@/lib/access/token-cache";
import { tokenCache } from "@/lib/access/token-cache";
import { closeDatabase, databaseUrl } from "@/lib/platform/database";
import { createFrontDoor } from "@/server/front-door";
import { startJobs } from "@/server/jobs";
import { awaitExternal, prepareSchema } from "@/server/open-database";
import { prepareContents } from "@/server/wiring";

/** Checks go on for less than the age at which the cache would look for changes first. */
const AT_ONCE = 100_000;

/** What checks cost in this process: microseconds of its processor in all. */
function timeOfChecks(cache: TokenCache, headers: readonly string[], checks: number): number {
  const began = process.cpuUsage();
  for (let index = 0; index < checks; index++) {
    const found = cache.authenticate(headers[index % headers.length] ?? "");
    if (found === null || found instanceof Promise) throw new Error("the token was not found at once");
  }
  const { user, system } = process.cpuUsage(began);
  return user + system;
}

/** Nanoseconds of one check of a token seen before; the looks for changes between are not in it. */
async function costOfCheck(cache: TokenCache, headers: readonly string[], checks: number): Promise<number> {
  let micros = 0;
  for (let done = -AT_ONCE; done < checks; done += AT_ONCE) {
    await cache.check();
    const taken = timeOfChecks(cache, headers, AT_ONCE);
    // The first round warms up.
    if (done >= 0) micros += taken;
  }
  return (micros * 1000) / checks;
}

/** Nanoseconds of a header's first sight: every spelling is new, so that it is hashed and looked up. */
async function costHashed(cache: TokenCache, headers: readonly string[]): Promise<number> {
  const spelled = Array.from({ length: 9000 }, (_, index) => {
    const padding = " ".repeat(1 + Math.floor(index / headers.length));
    return Buffer.from(`${headers[index % headers.length]}${padding}`).toString("latin1");
  });
  await cache.check();
  timeOfChecks(cache, spelled.slice(0, 3000), 3000);
  await cache.check();
  return (timeOfChecks(cache, spelled.slice(3000), 6000) * 1000) / 6000;
}

interface Order {
  /** Hand every request the principal that was checked once, before. */
  prechecked?: boolean;
  /** Measure so many checks, over these headers in turn. */
  checks?: number;
  headers?: string[];
  /** Let headers be forgotten before, so that each is hashed. */
  hashed?: boolean;
}

/**
 * The product's own front door in a process of its own, with an order book beside it: the load goes to
 * the same code in the same process, once with the check of the token and once without.
 */
export async function serveAuthSubject(): Promise<void> {
  await awaitExternal();
  await prepareSchema(databaseUrl());
  await prepareContents();
  await firstRun();
  await startJobs();
  const cache = tokenCache();
  await cache.check();
  const real = cache.authenticate.bind(cache);
  const door = createFrontDoor({ next: (_request, response) => response.writeHead(404).end() });
  const server = createServer(door.listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));

  process.on("message", async (order: Order) => {
    let answer: unknown = null;
    if (order.prechecked !== undefined) {
      const known = await real(order.headers?.[0] ?? "");
      cache.authenticate = order.prechecked ? () => known : real;
    } else if (order.checks !== undefined && order.headers) {
      // What the turns before left to be written is written now, not meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 500));
      answer = await (order.hashed ? costHashed(cache, order.headers) : costOfCheck(cache, order.headers, order.checks));
    } else {
      const { user, system } = process.cpuUsage();
      answer = user + system;
    }
    process.send?.(answer);
  });
  process.on("disconnect", () => void closeDatabase().finally(() => process.exit(0)));
  process.send?.((server.address() as AddressInfo).port);
}
