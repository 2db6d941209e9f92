import { createConnection } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pool } from "@/lib/platform/database";
import { useDatabase } from "@/tests/database";
import { TIMED } from "@/tests/timed";
import { malformed } from "./malformed";
import { accounting, bundlePrograms, freePort, Product, type Programs, TOKEN, temporaryFolder } from "./product";

/** More by COSTWARDEN_TEST_MALFORMED=100000; another series by COSTWARDEN_TEST_SEED. */
const REQUESTS = Number(process.env.COSTWARDEN_TEST_MALFORMED ?? 3000);
const SEED = Number(process.env.COSTWARDEN_TEST_SEED ?? 1);
const CLIENTS = 8;

const database = useDatabase();
const { folder, remove } = temporaryFolder();
let programs: Programs;
let product: Product;
let port: number;
const environment = () => ({
  DATABASE_URL: database.url(),
  COSTWARDEN_DATA_DIR: folder,
  COSTWARDEN_SECRET: "a secret for the tests only",
});

beforeAll(async () => {
  programs = await bundlePrograms();
  port = await freePort();
  product = await Product.start({ programs, port, environment: environment() });
});

afterAll(async () => {
  await product?.stop();
  programs?.remove();
  remove();
});

interface Told {
  code?: string;
  accepted?: number;
  duplicates?: number;
  conflicts?: number;
  rejected?: number;
  results?: { index: number; status: string }[];
}

const STATUSES = new Set([200, 207, 400, 409, 413, 415]);

async function judge(number: number): Promise<Told> {
  const { body, headers, kind } = malformed(SEED, number);
  const where = `request ${number} (${kind})`;
  const answer = await fetch(`${product.url}/ingest`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, ...headers },
    body: new Uint8Array(body),
  });
  const text = await answer.text();
  if (!STATUSES.has(answer.status)) throw new Error(`${where}: ${answer.status} ${text} ${product.printed}`);
  const told = JSON.parse(text) as Told;
  if (answer.status >= 400) expect(answer.headers.get("content-type"), where).toBe("application/problem+json");
  if (answer.status === 200) expect([told.conflicts, told.rejected], where).toEqual([0, 0]);
  if (told.results && headers.prefer === undefined) {
    const counted = (status: string) => told.results?.filter((result) => result.status === status).length ?? 0;
    expect(
      told.results.map(({ index }) => index),
      where,
    ).toEqual(told.results.map((_, index) => index));
    if (answer.status < 400) {
      const counts = {
        accepted: counted("accepted"),
        duplicates: counted("duplicate"),
        conflicts: counted("conflict"),
        rejected: counted("rejected"),
      };
      expect(told, where).toMatchObject(counts);
    }
  }
  return told;
}

/** But for the canary's. */
const count = async (table: string) =>
  (await pool().query<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE tenant <> '__canary'`)).rows[0]?.n;

test(`${REQUESTS} malformed bodies and events: never a 5xx, never a partial event`, {
  timeout: 60_000 + REQUESTS * 40,
}, async () => {
  let next = 0;
  let accepted = 0;
  let refused = 0;
  const client = async () => {
    for (let number = next++; number < REQUESTS; number = next++) {
      const told = await judge(number);
      accepted += told.accepted ?? 0;
      refused += (told.rejected ?? 0) + (told.conflicts ?? 0);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));

  expect(product.running).toBe(true);
  expect(accepted).toBeGreaterThan(REQUESTS / 20);
  expect(refused).toBeGreaterThan(REQUESTS / 20);
  // Each event that was said to be taken is there whole, and nothing else is.
  expect(await count("usage_event")).toBe(accepted);
  expect(await count("event_identity")).toBe(accepted);
  const halves = await pool().query(
    "SELECT tenant, source, id FROM event_identity AS i WHERE NOT EXISTS (SELECT 1 FROM usage_event AS e WHERE e.tenant = i.tenant AND e.source = i.source AND e.id = i.id)",
  );
  expect(halves.rows).toEqual([]);
  expect(await accounting(programs, environment())).toMatchObject({ ok: true, differences: [] });
});

test("a body that would grow without end is refused without being inflated whole", TIMED, async () => {
  const bomb = gzipSync(Buffer.alloc(400 * 1024 * 1024, 32), { level: 9 });
  const started = performance.now();
  const answer = await fetch(`${product.url}/ingest`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json", "content-encoding": "gzip" },
    body: bomb,
  });
  expect(answer.status).toBe(413);
  expect(performance.now() - started).toBeLessThan(5000);
});

const RAW: readonly (readonly [string, string])[] = [
  ["nothing at all", ""],
  ["a line that is no HTTP", "HELLO\r\n\r\n"],
  [
    "a body shorter than announced",
    `POST /ingest HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\ncontent-length: 500\r\n\r\n{"tenant":`,
  ],
  ["a length that is no number", "POST /ingest HTTP/1.1\r\nhost: x\r\ncontent-length: many\r\n\r\n"],
  ["a negative length", "POST /ingest HTTP/1.1\r\nhost: x\r\ncontent-length: -5\r\n\r\n"],
  [
    "a broken chunk",
    `POST /ingest HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n{}\r\n`,
  ],
  [
    "both length and chunks",
    "POST /ingest HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
  ],
  ["headers without an end", `POST /ingest HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(40_000)}`],
  ["a path with a broken escape", "POST /ingest%zz HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"],
  ["another method", "DELETE /ingest HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"],
];

test.each(RAW)("on the wire, %s harms nothing", async (_, text) => {
  const answer = await new Promise<string>((resolve) => {
    let received = "";
    const socket = createConnection(port, "127.0.0.1", () => {
      socket.write(text);
      // What waits for more gets no more.
      setTimeout(() => socket.end(), 100);
    });
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(received));
  });
  expect(answer).not.toMatch(/^HTTP\/1\.1 (2|5)\d\d/);
  expect((await fetch(`${product.url}/livez`)).status).toBe(200);
  expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
});
