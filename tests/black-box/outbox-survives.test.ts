import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aMessage, aWebhook } from "@/lib/deliveries/fixture";
import { queueMessages } from "@/lib/deliveries/service";
import { inTransaction, pool } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import { type Receiver, startReceiver } from "@/tests/receiver";

const MESSAGES = 1000;
const A_TRANSACTION = 50;
/** Killed when so many messages have been taken. */
const KILL_AFTER = [150, 450, 800];
const DEADLINE_MS = 900_000;

const ROOT = path.resolve(import.meta.dirname, "../..");
const database = useDatabase();
let folder: string;
let sender: ChildProcess | undefined;
let receiver: Receiver;

/** What the receiver took: an id once it answered 200 to it. */
const taken = new Map<string, number>();
const asked = new Map<string, string>();
let differing = 0;

async function start(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [path.join(folder, "sending-process.mjs")], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: database.url(), COSTWARDEN_DELIVERY_RETRY_MS: "20" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout as NonNullable<typeof child.stdout>, "data");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

beforeAll(async () => {
  const cache = path.join(ROOT, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(path.join(cache, "sending-"));
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["tests/black-box/sending-process.ts"],
    outdir: folder,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    outExtension: { ".js": ".mjs" },
    logLevel: "silent",
  });
  let requests = 0;
  receiver = await startReceiver(({ headers, body }) => {
    const id = String(headers["webhook-id"]);
    if ((asked.get(id) ?? body) !== body) differing++;
    asked.set(id, body);
    // Drawn by a hash: the same in every run, and without the short cycles of a small generator.
    const [draw = 0, way = 0] = createHash("sha256").update(String(requests++)).digest();
    if (draw < 128) return way < 128 ? 500 : (response) => response.destroy();
    taken.set(id, (taken.get(id) ?? 0) + 1);
    return 200;
  });
});

afterAll(async () => {
  if (sender) await kill(sender);
  await receiver?.close();
  rmSync(folder, { recursive: true, force: true });
});

const until = async (holds: () => boolean | Promise<boolean>) => {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${taken.size} taken`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

async function undelivered(): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(
    "SELECT count(*)::int AS count FROM delivery WHERE state <> 'delivered' AND subject_kind = 'alert'",
  );
  return rows[0]?.count ?? 0;
}

test("1,000 messages, a receiver that fails half of the time, the process killed three times: each arrives, under one id", {
  timeout: DEADLINE_MS + 30_000,
}, async () => {
  const channelId = await aWebhook(`${receiver.url}/hook`);
  for (let first = 0; first < MESSAGES; first += A_TRANSACTION) {
    const list = Array.from({ length: A_TRANSACTION }, (_, at) => {
      const id = String(first + at);
      return {
        channelId,
        key: `alert-${id}`,
        subject: { kind: "alert" as const, id },
        message: aMessage({ title: id, dedupKey: id }),
      };
    });
    await inTransaction((client) => queueMessages(client, list));
  }
  const began = Date.now();
  sender = await start();
  for (const count of KILL_AFTER) {
    await until(() => taken.size >= count);
    await kill(sender);
    sender = await start();
  }
  await until(async () => (await undelivered()) === 0);
  const seconds = (Date.now() - began) / 1000;

  expect(taken.size).toBe(MESSAGES);
  const titles = [...asked.values()].map((body) => JSON.parse(body).data.title as string);
  expect(new Set(titles).size).toBe(MESSAGES);
  expect(differing).toBe(0);
  // Taken twice only what was in flight when the process was killed: at most what one channel sends at once, each time.
  const twice = [...taken.values()].filter((count) => count > 1).length;
  expect(twice).toBeLessThanOrEqual(8 * KILL_AFTER.length);
  const { rows } = await pool().query(
    "SELECT count(*)::int AS attempts FROM delivery_attempt AS a JOIN delivery AS d ON d.id = a.delivery_id WHERE d.channel_id = $1",
    [channelId],
  );
  process.stdout.write(
    `${MESSAGES} messages: ${taken.size} distinct ids taken, ${twice} of them twice; ${receiver.received.length} requests, ${rows[0]?.attempts} attempts noted, ${KILL_AFTER.length} kills, ${seconds.toFixed(1)} s\n`,
  );
});
