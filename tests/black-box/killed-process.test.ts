import { afterAll, beforeAll, expect, test } from "vitest";
import { accounting, bundlePrograms, freePort, killDatabase, Product, type Programs, TOKEN, temporaryFolder } from "./product";

const EVENTS = 1000;
const CLIENTS = 20;
const KILL_AFTER = [250, 600];
const DEADLINE_MS = 600_000;

const { folder, remove } = temporaryFolder();
const environment = { COSTWARDEN_DATA_DIR: folder };
let programs: Programs;
let port: number;
let product: Product;

beforeAll(async () => {
  programs = await bundlePrograms();
  port = await freePort();
  product = await Product.start({ programs, port, environment });
}, DEADLINE_MS);

afterAll(async () => {
  await product?.stop();
  programs?.remove();
  remove();
});

const body = (index: number) =>
  JSON.stringify({
    id: `event-${index}`,
    source: "black-box",
    tenant: `tenant-${index % 7}`,
    feature: `feature-${index % 3}`,
    provider: "openai",
    model: "gpt-4o",
    timestamp: new Date(Date.now() - 60_000).toISOString().replace(/\d\d\.\d+Z/, "00Z"),
    usage: { prompt_tokens: 1000, completion_tokens: 100 },
  });

interface Acknowledgement {
  status: "accepted" | "duplicate";
  cost_usd: string | null;
}

/** Null when nothing was acknowledged: the sender's part is to send again. */
async function send(index: number, text: string): Promise<Acknowledgement | null> {
  const answer = await fetch(`http://127.0.0.1:${port}/ingest`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: text,
  }).catch(() => null);
  if (!answer?.ok) return null;
  const told = (await answer.json().catch(() => null)) as { results: Acknowledgement[] } | null;
  if (told === null) return null;
  expect(told.results, `event ${index}`).toHaveLength(1);
  return told.results[0] ?? null;
}

test("1,000 events of 20 clients, everything killed twice in the middle: what was acknowledged is there, once", {
  timeout: DEADLINE_MS + 60_000,
}, async () => {
  const bodies = Array.from({ length: EVENTS }, (_, index) => body(index));
  const acknowledged = new Map<number, Acknowledgement[]>();
  const queue = bodies.map((_, index) => index);
  const deadline = Date.now() + DEADLINE_MS;
  const client = async () => {
    for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
      for (;;) {
        const told = await send(index, bodies[index] ?? "");
        if (told) {
          acknowledged.set(index, [...(acknowledged.get(index) ?? []), told]);
          break;
        }
        if (Date.now() > deadline) throw new Error(`event ${index} was never acknowledged: ${product.printed}`);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    }
  };
  const killer = async () => {
    for (const count of KILL_AFTER) {
      while (acknowledged.size < count) await new Promise((resolve) => setTimeout(resolve, 1));
      const database = count === KILL_AFTER.at(-1);
      const killed = product.kill();
      if (database) killDatabase(folder);
      await killed;
      product = await Product.start({ programs, port, environment });
    }
  };
  await Promise.all([killer(), ...Array.from({ length: CLIENTS }, client)]);

  expect(acknowledged.size).toBe(EVENTS);
  const costs = [...acknowledged.values()].flat().map(({ cost_usd }) => cost_usd);
  expect(new Set(costs)).toEqual(new Set(["0.0035"]));
  // Sent once more, every event is known: nothing that was acknowledged is lost, nothing is taken twice.
  const sendSurely = async (index: number, text: string) => {
    let told = await send(index, text);
    while (told === null && Date.now() < deadline) told = await send(index, text);
    return told;
  };
  const again = await Promise.all(bodies.map((text, index) => sendSurely(index, text)));
  expect(again.filter((told) => told?.status !== "duplicate")).toEqual([]);
  const books = await accounting(programs, environment);
  expect(books).toMatchObject({ ok: true, differences: [] });
  expect(books.events).toMatchObject({
    requests: EVENTS,
    effective_cost_usd: "3.5",
    input_tokens: 1000 * EVENTS,
    output_tokens: 100 * EVENTS,
  });
  expect(books.rollups).toMatchObject({ requests: EVENTS, effective_cost_usd: "3.5" });
});

test("stopped in order and started again, the books are the same", { timeout: DEADLINE_MS }, async () => {
  await product.stop();
  product = await Product.start({ programs, port, environment });
  expect(await accounting(programs, environment)).toMatchObject({
    ok: true,
    events: { requests: EVENTS, effective_cost_usd: "3.5" },
  });
});
