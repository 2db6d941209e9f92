import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aWebhook } from "@/lib/deliveries/fixture";
import { pool } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import { type Receiver, startReceiver } from "@/tests/receiver";
import { until } from "@/tests/server-process";
import { bundlePrograms, freePort, Product, type Programs, TOKEN, temporaryFolder } from "./product";

const TENANTS = 1000;
const A_REQUEST = 25;
/** The whole product is killed when so many alerts have reached the receiver. */
const KILL_AFTER = [100, 400, 750];
const DEADLINE_MS = 1_500_000;

const database = useDatabase();
const { folder, remove } = temporaryFolder();
let programs: Programs;
let product: Product;
let port: number;
let receiver: Receiver;

/** The webhook-ids that the receiver answered 200 to. */
const taken = new Set<string>();
/** Of these, those that first tell of an alert, with the tenant that it is about. */
const told = new Map<string, string>();

const start = () =>
  Product.start({
    programs,
    port,
    environment: {
      DATABASE_URL: database.url(),
      COSTWARDEN_DATA_DIR: folder,
      COSTWARDEN_SECRET: "a secret for the tests only",
      COSTWARDEN_DELIVERY_RETRY_MS: "20",
    },
  });

beforeAll(async () => {
  let requests = 0;
  receiver = await startReceiver(({ headers, body }) => {
    // Drawn by a hash: half of the answers are faults, in no order.
    const [draw = 0, way = 0] = createHash("sha256").update(String(requests++)).digest();
    if (draw < 128) return way < 128 ? 500 : (response) => response.destroy();
    const id = String(headers["webhook-id"]);
    taken.add(id);
    const { type, data } = JSON.parse(body) as { type: string; data: { details: { alert: { scope: { tenant: string } } } } };
    if (type === "alert.trigger") told.set(id, data.details.alert.scope.tenant);
    return 200;
  });
  programs = await bundlePrograms();
  port = await freePort();
  await aWebhook(`${receiver.url}/hook`);
  product = await start();
}, DEADLINE_MS);

afterAll(async () => {
  await product?.kill();
  await receiver?.close();
  programs?.remove();
  remove();
});

/** One call of 5 million tokens each: the rule about the cost of one request tells of every tenant. */
const bodyOf = (first: number) =>
  JSON.stringify({
    events: Array.from({ length: A_REQUEST }, (_, at) => ({
      id: "costly",
      source: "black-box",
      tenant: `tenant-${first + at}`,
      feature: `feature-${first + at}`,
      provider: "openai",
      model: "gpt-4o-2024-08-06",
      usage: { input_tokens: 5_000_000, output_tokens: 0 },
    })),
  });

/** Until it is acknowledged: that is the sender's part. */
async function ingest(body: string): Promise<void> {
  await until(async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/ingest`, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      body,
    });
    await answer.text();
    return answer.ok;
  }, DEADLINE_MS);
}

test("1,000 alerts, a receiver that fails half of the time, the whole product killed three times: 1,000 webhook ids, none missing", {
  timeout: DEADLINE_MS + 60_000,
}, async () => {
  const bodies = Array.from({ length: TENANTS / A_REQUEST }, (_, index) => bodyOf(index * A_REQUEST));
  const sending = async () => {
    for (const [index, body] of bodies.entries()) {
      // The receiver's half keeps pace, so that each kill comes amid recording, judging and sending.
      await until(() => taken.size >= (index - 8) * A_REQUEST, DEADLINE_MS);
      await ingest(body);
    }
  };
  const killing = async () => {
    for (const count of KILL_AFTER) {
      await until(() => taken.size >= count, DEADLINE_MS);
      await product.kill();
      product = await start();
    }
  };
  await Promise.all([sending(), killing()]);
  await until(() => told.size >= TENANTS, DEADLINE_MS);
  await until(async () => {
    const { rows } = await pool().query("SELECT FROM delivery WHERE state <> 'delivered' AND subject_kind <> 'canary' LIMIT 1");
    return rows.length === 0;
  }, DEADLINE_MS);

  expect(told.size).toBe(TENANTS);
  expect(new Set(told.values()).size).toBe(TENANTS);
  const { rows } = await pool().query<{ id: string }>(
    "SELECT 'msg_' || replace(id::text, '-', '') AS id FROM delivery WHERE state = 'delivered' AND subject_kind <> 'canary'",
  );
  expect(rows.length).toBeGreaterThanOrEqual(TENANTS);
  expect(rows.filter(({ id }) => !taken.has(id))).toEqual([]);
});
