import { connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newBudget } from "@/lib/budgets/contract";
import { createBudget } from "@/lib/budgets/service";
import { newStop } from "@/lib/budgets/stops/contract";
import { askerOf, createStop, liftStop } from "@/lib/budgets/stops/service";
import { loadOrganisation } from "@/lib/platform/organisation";
import { ensurePriceBook } from "@/lib/pricing/service";
import { systemAuthor } from "@/server/wiring";
import { useDatabase } from "@/tests/database";
import { TIMED } from "@/tests/timed";
import { bundlePrograms, freePort, Product, type Programs, TOKEN } from "./product";

const database = useDatabase();
const author = systemAuthor("test");
const admin = askerOf({ kind: "system", id: null, name: "test" });
const stop = (fields: Record<string, unknown>) => createStop(newStop.parse({ reason: "a test", ...fields }), admin, author);
const CALLERS = 200;

/** A way to the database that can be cut. */
class Way {
  private readonly sockets = new Set<Socket>();
  private open = true;
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async to(host: string, port: number): Promise<Way> {
    const server = createServer((near) => {
      if (!way.open) {
        near.destroy();
        return;
      }
      const far = connect(port, host);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        way.sockets.add(from);
        from.on("error", () => to.destroy());
        from.on("close", () => to.destroy());
        from.pipe(to);
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const way = new Way(server, typeof address === "object" && address ? address.port : 0);
    return way;
  }

  cut(): void {
    this.open = false;
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  mend(): void {
    this.open = true;
  }

  close(): void {
    this.cut();
    this.server.close();
  }
}

let programs: Programs;
let way: Way;
let products: Product[] = [];
let ports: number[] = [];
const environment: Record<string, string> = { COSTWARDEN_SECRET: "the same for both of them" };

beforeAll(async () => {
  programs = await bundlePrograms();
  const url = new URL(database.url());
  way = await Way.to(url.hostname, Number(url.port || 5432));
  url.hostname = "127.0.0.1";
  url.port = String(way.port);
  environment.DATABASE_URL = url.toString();
  ports = [await freePort(), await freePort()];
  for (const port of ports) products.push(await Product.start({ programs, port, environment }));
  await ensurePriceBook();
  await loadOrganisation();
});

afterAll(async () => {
  await Promise.all(products.map((product) => product.kill()));
  products = [];
  programs?.remove();
  way?.close();
});

async function send(at: number, path: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`http://127.0.0.1:${ports[at]}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

interface Decision {
  decision: string;
  reservation_id?: string;
  reasons: { kind: string; id: string }[];
}

const ask = async (at: number, question: Record<string, unknown>) =>
  (await send(at, "/api/v1/decisions", question)).body as unknown as Decision;

/** Waits until an instance answers a question so. @returns milliseconds */
async function untilAnswered(
  at: number,
  question: Record<string, unknown>,
  decision: string,
  withinMs = 10_000,
): Promise<number> {
  const began = performance.now();
  while ((await ask(at, question)).decision !== decision) {
    if (performance.now() - began > withinMs) throw new Error(`was never answered ${decision}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - began;
}

async function budget(tenant: string, fields: Record<string, unknown> = {}): Promise<string> {
  const given = { name: tenant, scope: { tenant: [tenant] }, period: "day", limit: "1", mode: "block", ...fields };
  // A third instance of the code, without doors: the two others have no console.
  const made = await createBudget(newBudget.parse(given), author);
  // Known to both from here on.
  const much = { tenant, estimated_cost_usd: 1_000_000, estimated_tokens: 999_999_999 };
  await Promise.all([0, 1].map((at) => untilAnswered(at, much, "deny")));
  return made.id;
}

let counter = 0;
/** A call of 1,600 input tokens of gpt-4o: $0.004. */
async function spend(at: number, tenant: string, reservationId?: string) {
  const event = {
    id: `e${++counter}`,
    tenant,
    model: "gpt-4o",
    provider: "openai",
    usage: { input_tokens: 1600, output_tokens: 0 },
    ...(reservationId === undefined ? {} : { reservation_id: reservationId }),
  };
  const { status, body } = await send(at, "/ingest", event);
  expect([status, (body.results as { cost_usd: string }[])[0]?.cost_usd]).toEqual([200, "0.004"]);
}

const reserving = (tenant: string, more: Record<string, unknown> = {}) => ({
  tenant,
  model: "gpt-4o",
  estimated_cost_usd: "0.01",
  reserve: true,
  ...more,
});

async function wave(tenant: string, callers: number, more: Record<string, unknown> = {}): Promise<string[]> {
  const answers = await Promise.all(Array.from({ length: callers }, (_, at) => ask(at % 2, reserving(tenant, more))));
  for (const { decision } of answers) expect(["allow", "deny"]).toContain(decision);
  for (const answer of answers) expect(answer.reservation_id !== undefined).toBe(answer.decision === "allow");
  return answers.flatMap((answer) => answer.reservation_id ?? []);
}

test("200 callers at once against two instances never get more than the limit, also after what they reserved was settled", async () => {
  await budget("crowd");
  const first = await wave("crowd", CALLERS);
  expect(first).toHaveLength(100);
  expect(new Set(first).size).toBe(100);
  expect(await wave("crowd", 20)).toEqual([]);
  // While the events come in on both sides, others go on asking: spent and set aside are never both missing.
  const more: string[] = [];
  const asking = (async () => {
    for (let at = 0; at < 10; at++) more.push(...(await wave("crowd", 10)));
  })();
  await Promise.all(first.map((id, at) => spend((at + 1) % 2, "crowd", id)));
  await asking;
  // $0.40 is spent: there is room for 60 reservations of a cent, whenever they came.
  more.push(...(await wave("crowd", CALLERS)));
  expect(more).toHaveLength(60);
  await Promise.all(more.map((id, at) => spend(at % 2, "crowd", id)));
  await Promise.all([0, 1].map((at) => untilAnswered(at, { tenant: "crowd", estimated_cost_usd: "0.361" }, "deny")));
  await Promise.all([0, 1].map((at) => untilAnswered(at, { tenant: "crowd", estimated_cost_usd: "0.36" }, "allow")));
}, 240_000);

test("an instance that is killed in the middle of it leaves nothing admitted beyond the limit, and no lock behind", async () => {
  await budget("killed");
  const admitted: string[] = [];
  let answered = 0;
  const caller = async (at: number) => {
    const answer = await ask(at % 2, reserving("killed", { reserve_for_ms: 600_000 })).catch(() => null);
    answered++;
    if (answer?.reservation_id) admitted.push(answer.reservation_id);
  };
  const callers = Promise.all(Array.from({ length: CALLERS }, (_, at) => caller(at)));
  while (answered < 20) await new Promise((resolve) => setTimeout(resolve, 1));
  await products[1]?.kill();
  await callers;
  products[1] = await Product.start({ programs, port: ports[1] as number, environment });
  const rest = await wave("killed", CALLERS, { reserve_for_ms: 600_000 });
  // Some may have been set aside for callers who never heard of it; never more than the limit.
  expect(admitted.length + rest.length).toBeLessThanOrEqual(100);
  expect(admitted.length + rest.length).toBeGreaterThan(0);
  expect(await wave("killed", 10)).toEqual([]);
}, 240_000);

test("a reservation is released when its time is over; settled twice, late or by an id nobody knows, events are recorded all the same", async () => {
  await budget("released", { limit: "0.02" });
  const [first, second] = await wave("released", 2, { reserve_for_ms: 4000 });
  expect((await ask(0, reserving("released"))).decision).toBe("deny");
  await untilAnswered(1, reserving("released"), "allow");
  for (const id of [first, first, second, "01890000-0000-7000-8000-000000000000", "no uuid"]) await spend(0, "released", id);
  await untilAnswered(0, { tenant: "released" }, "deny");
});

test("tokens and requests are set aside too; without the estimate that a budget needs nothing is", async () => {
  await budget("tokens", { measure: "tokens", limit: "1000" });
  const missing = await send(0, "/api/v1/decisions", { tenant: "tokens", reserve: true, estimated_cost_usd: 1 });
  expect([missing.status, missing.body.errors]).toEqual([
    400,
    [{ pointer: "/estimated_tokens", detail: 'is needed to reserve of the budget "tokens"' }],
  ]);
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, at) => ask(at % 2, { tenant: "tokens", reserve: true, estimated_tokens: 300 })),
  );
  expect(answers.filter(({ decision }) => decision === "allow")).toHaveLength(3);
  await budget("priced");
  // 400,000 tokens are $4 as output of gpt-4o, more than the budget; 10,000 are $0.10.
  expect((await ask(0, { tenant: "priced", model: "gpt-4o", reserve: true, estimated_tokens: 400_000 })).decision).toBe("deny");
  expect((await ask(0, { tenant: "priced", model: "gpt-4o", reserve: true, estimated_tokens: 10_000 })).decision).toBe("allow");
  const unpriced = await send(0, "/api/v1/decisions", { tenant: "priced", model: "mystery", reserve: true, estimated_tokens: 1 });
  expect([unpriced.status, (unpriced.body.errors as { pointer: string }[])[0]?.pointer]).toEqual([400, "/estimated_cost_usd"]);
});

test("a stop set on one instance binds the others within a second, and lets go within a second", TIMED, async () => {
  const took: number[] = [];
  for (let round = 0; round < 5; round++) {
    const question = { tenant: `across-${round}` };
    expect((await ask(1, question)).decision).toBe("allow");
    const { id } = await stop({ mode: "block", scope: question });
    took.push(...(await Promise.all([0, 1].map((at) => untilAnswered(at, question, "deny")))));
    await liftStop(id, null, admin, author);
    took.push(...(await Promise.all([0, 1].map((at) => untilAnswered(at, question, "allow")))));
  }
  expect(Math.max(...took)).toBeLessThan(1000);
});

test("two instances share the rate of a throttling stop", async () => {
  const question = { tenant: "shared" };
  await stop({ mode: "throttle", scope: question, requests_per_minute: 300 });
  await untilAnswered(1, question, "throttle");
  const began = performance.now();
  let passed = 0;
  while (performance.now() - began < 4000) {
    const answers = await Promise.all([0, 1].map((at) => ask(at, question)));
    passed += answers.filter(({ decision }) => decision === "allow").length;
  }
  const seconds = (performance.now() - began) / 1000;
  // Five a second, with at most a second's worth saved up and a share in each hand.
  expect(passed).toBeLessThanOrEqual(5 * seconds + 5 + 2 * 2);
  expect(passed).toBeGreaterThan(5 * seconds * 0.4);
});

test("while the database is away each budget allows or denies as it says, stops go on binding, and what is known to be used up stays so", async () => {
  await budget("away-allow");
  await budget("away-deny", { on_unavailable: "deny" });
  await budget("away-spent", { limit: "0.001" });
  await spend(0, "away-spent");
  await stop({ mode: "block", scope: { tenant: "away-stopped" } });
  for (const at of [0, 1]) {
    await untilAnswered(at, { tenant: "away-spent" }, "deny");
    await untilAnswered(at, { tenant: "away-stopped" }, "deny");
    await untilAnswered(at, { tenant: "away-deny" }, "allow");
  }
  way.cut();
  await untilAnswered(0, { tenant: "away-deny" }, "deny", 5000);
  const denied = await ask(0, { tenant: "away-deny" });
  expect(denied.reasons).toEqual([expect.objectContaining({ kind: "database" })]);
  expect((await ask(0, { tenant: "away-allow" })).decision).toBe("allow");
  expect((await ask(0, { tenant: "away-spent" })).decision).toBe("deny");
  expect((await ask(0, { tenant: "away-stopped" })).decision).toBe("deny");
  const unreserved = await ask(0, reserving("away-allow"));
  expect([unreserved.decision, unreserved.reservation_id]).toEqual(["warn", undefined]);
  expect((await ask(0, reserving("away-deny"))).decision).toBe("deny");
  way.mend();
  await Promise.all([0, 1].map((at) => untilAnswered(at, { tenant: "away-deny" }, "allow", 20_000)));
  expect((await wave("away-allow", 4)).length).toBe(4);
}, 240_000);

test("decisions are counted for /metrics", async () => {
  const text = await (await fetch(`http://127.0.0.1:${ports[0]}/metrics`)).text();
  expect(Number(/costwarden_decisions_total\{decision="deny"\} (\d+)/.exec(text)?.[1])).toBeGreaterThan(0);
});
