import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { POST } from "@/app/ingest/route";
import { firstRun } from "@/lib/access/service";
import { foldRollups } from "@/lib/metering/service";
import { setClock } from "@/lib/platform/clock";
import { pool } from "@/lib/platform/database";
import { ensurePriceBook } from "@/lib/pricing/service";
import { createFrontDoor } from "@/server/front-door";
import { useDatabase } from "@/tests/database";

useDatabase();
let token = "";
let server: Server;

beforeAll(async () => {
  await ensurePriceBook();
  token = (await firstRun())?.token ?? "";
  server = createServer(createFrontDoor({ next: (_, response) => response.writeHead(404).end() }).listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => void server.close());

type Door = (init: { method: string; headers: Record<string, string>; body: BodyInit }) => Promise<Response>;

/** One implementation, two doors: whatever is promised here is promised of both. */
const doors: [string, Door][] = [
  ["the server's front door", (init) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ingest`, init)],
  ["the Next route", (init) => POST(new Request("http://localhost/ingest", init))],
];

interface Sent {
  status: number;
  body: {
    accepted: number;
    duplicates: number;
    conflicts: number;
    rejected: number;
    results: Record<string, unknown>[];
    warnings?: string[];
    code?: string;
  };
}

describe.each(doors)("through %s", (doorName, door) => {
  const suffix = doorName === "the Next route" ? "-n" : "-f";

  async function send(
    body: unknown,
    options: { type?: string; encoding?: string; prefer?: string; token?: string } = {},
  ): Promise<Sent> {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
    const headers: Record<string, string> = {
      authorization: `Bearer ${options.token ?? token}`,
      "content-type": options.type ?? "application/json",
    };
    if (options.encoding) headers["content-encoding"] = options.encoding;
    if (options.prefer) headers.prefer = options.prefer;
    const response = await door({ method: "POST", headers, body: new Uint8Array(bytes) });
    return { status: response.status, body: (await response.json()) as Sent["body"] };
  }

  test("answers a body that is too large also while it is still being sent", async () => {
    for (let at = 0; at < 5; at++) {
      const { status, body } = await send(Buffer.alloc(24 * 1024 * 1024, 32));
      expect([status, body.code]).toEqual([413, "payload_too_large"]);
    }
  });

  const usage = { prompt_tokens: 2006, completion_tokens: 300, prompt_tokens_details: { cached_tokens: 1920 } };
  let counter = 0;
  function event(fields: Record<string, unknown> = {}): Record<string, unknown> {
    const made = {
      id: `e${++counter}${suffix}`,
      tenant: "acme",
      provider: "openai",
      model: "gpt-4o",
      usage,
      timestamp: new Date().toISOString(),
      ...fields,
    };
    return { ...made, tenant: made.tenant + suffix };
  }

  async function totals(
    tail: string,
    name: string,
  ): Promise<{ requests: number; cost: string | null; minutes: number; quarters: number }> {
    const { rows } = await pool().query(
      `SELECT (SELECT coalesce(sum(requests), 0)::int FROM rollup_minute AS r, rollup_state AS s WHERE tenant = $1 AND bucket >= s.folded_until) AS minutes,
            (SELECT coalesce(sum(requests), 0)::int FROM rollup_quarter WHERE tenant = $1) AS quarters,
            (SELECT trim_scale(sum(effective_cost))::text FROM (
               SELECT effective_cost FROM rollup_minute, rollup_state AS s WHERE tenant = $1 AND bucket >= s.folded_until
               UNION ALL SELECT effective_cost FROM rollup_quarter WHERE tenant = $1) AS u) AS cost`,
      [name + tail],
    );
    const row = rows[0];
    return { requests: row.minutes + row.quarters, cost: row.cost, minutes: row.minutes, quarters: row.quarters };
  }

  describe("one event", () => {
    test("is answered with its exact cost: 86 input, 1,920 cached, 300 output on gpt-4o", async () => {
      // 86 x 2.5/M + 1920 x 1.25/M + 300 x 10/M = 0.000215 + 0.0024 + 0.003
      const { status, body } = await send(event());
      expect(status).toBe(200);
      expect(body).toMatchObject({ accepted: 1, duplicates: 0, conflicts: 0, rejected: 0 });
      expect(body.results[0]).toMatchObject({ index: 0, status: "accepted", cost_usd: "0.005615", pricing: "priced" });
    });

    test("sent again is a duplicate that counts once and tells the same cost; with another payload it is a conflict", async () => {
      const sent = event({ tenant: "again" });
      await send(sent);
      const second = await send(sent);
      expect(second.status).toBe(200);
      expect(second.body.results[0]).toMatchObject({ status: "duplicate", cost_usd: "0.005615" });
      const third = await send({ ...sent, feature: "other" });
      expect(third.status).toBe(409);
      expect(third.body.results[0]).toMatchObject({ status: "conflict" });
      expect(await totals(suffix, "again")).toMatchObject({ requests: 1, cost: "0.005615" });
    });

    test("twice in one body is counted once", async () => {
      const sent = event({ tenant: "twice" });
      const { status, body } = await send([sent, sent, { ...sent, latency_ms: 5 }]);
      expect(status).toBe(207);
      expect(body).toMatchObject({ accepted: 1, duplicates: 1, conflicts: 1 });
      expect((await totals(suffix, "twice")).requests).toBe(1);
    });

    test("of an unknown model is unpriced, never $0", async () => {
      const { body } = await send(event({ model: "mystery-9", tenant: "mystery" }));
      expect(body.results[0]).toMatchObject({ status: "accepted", cost_usd: null, pricing: "unpriced" });
    });

    test("that failed without usage is unbilled, with usage it is priced", async () => {
      const { body } = await send([event({ usage: undefined, status: 500 }), event({ status: 500 })]);
      expect(body.results[0]).toMatchObject({ cost_usd: "0", pricing: "unbilled" });
      const free = await send(event({ usage: undefined, status: 500, cost_usd: 0 }));
      expect(free.body.results[0]).toMatchObject({ cost_usd: "0", pricing: "unbilled" });
      const named = event({
        usage: undefined,
        feature: "漢".repeat(256),
        environment: "😀".repeat(256),
        model: "é".repeat(256),
        status: 500,
      });
      expect((await send(named)).body.results?.[0]).toMatchObject({ status: "accepted" });
      expect(body.results[1]).toMatchObject({ cost_usd: "0.005615", pricing: "priced" });
    });

    test("with a cost of its own keeps ours unless its source is trusted", async () => {
      const { body } = await send(event({ cost_usd: "0.5", tenant: "claims" }));
      expect(body.results[0]).toMatchObject({ cost_usd: "0.005615", pricing: "priced" });
      const kept = await pool().query("SELECT reported_cost::text AS cost FROM usage_event WHERE tenant = $1", [
        `claims${suffix}`,
      ]);
      expect(kept.rows[0].cost).toBe("0.5");
    });

    test("served from the caller's cache costs nothing and counts as saved", async () => {
      const { body } = await send(event({ cache_hit: true, tenant: "cached" }));
      expect(body.results[0]).toMatchObject({ cost_usd: "0" });
      const { rows } = await pool().query("SELECT trim_scale(saved_cost)::text AS saved FROM usage_event WHERE tenant = $1", [
        `cached${suffix}`,
      ]);
      expect(rows[0].saved).toBe("0.005615");
    });
  });

  describe("a batch", () => {
    test("answers each event; what is refused is kept with its reason and stops nothing", async () => {
      const { status, body } = await send([event({ tenant: "mixed" }), { model: "gpt-4o" }, 7, event({ tenant: "mixed" })]);
      expect(status).toBe(207);
      expect(body).toMatchObject({ accepted: 2, rejected: 2 });
      expect(body.results.map((result) => result.index)).toEqual([0, 1, 2, 3]);
      const { rows } = await pool().query("SELECT errors FROM rejected_event ORDER BY id DESC LIMIT 2");
      expect(JSON.stringify(rows)).toContain("tenant");
    });

    test("with Prefer: return=minimal names only what was not accepted", async () => {
      const { body } = await send({ events: [event(), { tenant: "x" }] }, { prefer: "return=minimal" });
      expect(body.results).toHaveLength(1);
      expect(body.results[0]).toMatchObject({ index: 1, status: "rejected" });
    });

    test("of which nothing is usable is a 400 that carries the results", async () => {
      const { status, body } = await send([{ tenant: "x" }, {}]);
      expect(status).toBe(400);
      expect(body.results).toHaveLength(2);
    });

    test("comes as NDJSON too, gzipped", async () => {
      const lines = `${JSON.stringify(event({ tenant: "lines" }))}\nnot json\n${JSON.stringify(event({ tenant: "lines" }))}\n`;
      const { status, body } = await send(gzipSync(lines), { type: "application/x-ndjson", encoding: "gzip" });
      expect(status).toBe(207);
      expect(body).toMatchObject({ accepted: 2, rejected: 1 });
    });

    test("that inflates past 16 MiB is a 413, not inflated whole", async () => {
      const { status } = await send(gzipSync(Buffer.alloc(200 * 1024 * 1024, 32)), { encoding: "gzip" });
      expect(status).toBe(413);
    });

    test("needs a known token with the scope", async () => {
      expect((await send(event(), { token: "cw_nobody" })).status).toBe(401);
    });

    test("warns of unknown fields and of keys it masked, and keeps the spend", async () => {
      const { status, body } = await send(
        event({ tenant: "leaky", colour: 1, tags: { note: "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD" } }),
      );
      expect(status).toBe(200);
      expect(body.warnings?.join()).toContain("colour");
      const { rows } = await pool().query("SELECT tags::text AS tags FROM usage_event WHERE tenant = $1", [`leaky${suffix}`]);
      expect(rows[0].tags).not.toContain("sk-proj");
    });
  });

  describe("a correction", () => {
    test("replaces its original in every total, keeps its time, and can be corrected itself", async () => {
      const original = event({ tenant: "fix", timestamp: "2026-11-19T10:00:00.123456Z" });
      await send(original);
      const correction = {
        id: "c1",
        corrects: original.id,
        tenant: `fix${suffix}`,
        provider: "openai",
        model: "gpt-4o",
        usage: { input_tokens: 1_000_000, output_tokens: 0 },
      };
      const first = await send(correction);
      expect(first.body.results[0]).toMatchObject({ status: "accepted", cost_usd: "2.5" });
      expect(await totals(suffix, "fix")).toMatchObject({ requests: 1, cost: "2.5" });
      const again = await send({ ...correction, id: "c2" });
      expect(again.status).toBe(409);
      expect(JSON.stringify(again.body)).toContain("c1");
      const second = await send({
        ...correction,
        id: "c3",
        corrects: "c1",
        usage: { input_tokens: 2_000_000, output_tokens: 0 },
      });
      expect(second.body.results[0]).toMatchObject({ status: "accepted", cost_usd: "5" });
      expect(await totals(suffix, "fix")).toMatchObject({ requests: 1, cost: "5" });
      expect((await send(correction)).body.results[0]).toMatchObject({ status: "duplicate" });
      const { rows } = await pool().query(
        "SELECT id, corrects, corrected_by, time::text FROM usage_event WHERE tenant = $1 ORDER BY id",
        [`fix${suffix}`],
      );
      expect(rows.map((row) => [row.id, row.corrects, row.corrected_by])).toEqual([
        ["c1", original.id, "c3"],
        ["c3", "c1", null],
        [original.id, null, "c1"],
      ]);
      expect(new Set(rows.map((row) => row.time)).size).toBe(1);
    });

    test("may travel with its original in one body", async () => {
      const original = event({ tenant: "together" });
      const { body } = await send([
        { ...event({ tenant: "together" }), id: "t2", corrects: original.id, usage: { input_tokens: 10, output_tokens: 0 } },
        original,
      ]);
      expect(body).toMatchObject({ accepted: 2 });
      expect(await totals(suffix, "together")).toMatchObject({ requests: 1, cost: "0.000025" });
    });

    test("that bears the id of another event of the body is a conflict and takes nothing from it", async () => {
      const plain = event({ tenant: "same", id: `same${suffix}` });
      for (const corrects of [`same${suffix}`, "nowhere"]) {
        const { body } = await send([plain, { ...plain, corrects }]);
        expect(body).toMatchObject({ accepted: corrects === "nowhere" ? 0 : 1, conflicts: 1 });
      }
      const { rows } = await pool().query(
        `SELECT (SELECT count(*)::int FROM usage_event WHERE tenant = $1) AS events, (SELECT count(*)::int FROM event_identity WHERE tenant = $1) AS identities`,
        [`same${suffix}`],
      );
      expect(rows[0]).toEqual({ events: 1, identities: 1 });
      expect((await totals(suffix, "same")).requests).toBe(1);
    });

    test("of an unknown event is refused and leaves its id free", async () => {
      const lost = event({ tenant: "lost", corrects: "nowhere" });
      const { status, body } = await send(lost);
      expect(status).toBe(400);
      expect(JSON.stringify(body)).toContain("nowhere");
      await send(event({ tenant: "lost", id: "nowhere" }));
      expect((await send(lost)).body).toMatchObject({ accepted: 1 });
    });
  });

  test("folding moves usage to its final tiers and changes no total", async () => {
    const past = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    await send(
      [5, 30, 80, 100, 200, 3000].map((minutes) =>
        event({ tenant: "fold", user: "u1", latency_ms: minutes, timestamp: past(minutes) }),
      ),
    );
    const before = await totals(suffix, "fold");
    expect(before).toMatchObject({ requests: 6, cost: "0.03369" });
    setClock(new Date(Date.now() + 24 * 3_600_000));
    await foldRollups().finally(() => setClock(null));
    expect(await totals(suffix, "fold")).toEqual({ requests: 6, cost: "0.03369", minutes: 0, quarters: 6 });
    const { rows } = await pool().query(
      `SELECT sum(requests)::int AS requests, cuboid FROM rollup_day WHERE tenant = $1 GROUP BY cuboid ORDER BY cuboid`,
      [`fold${suffix}`],
    );
    expect(new Set(rows.map((row) => row.requests))).toEqual(new Set([6]));
    expect(rows.map((row) => row.cuboid)).toEqual([1, 2, 3, 4, 5, 7]);
  });

  test("events sent by twenty clients at once, each several times, count once", async () => {
    const events = Array.from({ length: 300 }, () => event({ tenant: "crowd", feature: `f${counter % 7}` }));
    await Promise.all(
      Array.from({ length: 20 }, (_, client) => {
        const shuffled = [...events].sort(() => (client % 2 === 0 ? 1 : -1));
        return send(shuffled);
      }),
    );
    expect((await totals(suffix, "crowd")).requests).toBe(300);
  });
});

test("past the limit of what may wait, requests are turned away with Retry-After and nothing of theirs is stored", async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ingest`;
  const batch = (client: number) =>
    JSON.stringify(
      Array.from({ length: 10_000 }, (_, index) => ({
        id: `q${client}-${index}`,
        tenant: `queue-${client}`,
        provider: "openai",
        model: "gpt-4o",
        usage: { input_tokens: 1, output_tokens: 1 },
      })),
    );
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", prefer: "return=minimal" };
  const answers = await Promise.all(
    Array.from({ length: 16 }, async (_, client) => {
      const answer = await fetch(url, { method: "POST", headers, body: batch(client) });
      return { client, status: answer.status, retryAfter: answer.headers.get("retry-after") };
    }),
  );
  const turnedAway = answers.filter((answer) => answer.status === 503);
  expect(turnedAway.length).toBeGreaterThan(0);
  expect(answers.length - turnedAway.length).toBeGreaterThan(0);
  for (const answer of turnedAway) expect(Number(answer.retryAfter)).toBeGreaterThan(0);
  const { rows } = await pool().query(
    "SELECT tenant, count(*)::int AS events FROM usage_event WHERE tenant LIKE 'queue-%' GROUP BY tenant",
  );
  const stored = new Map(rows.map((row) => [row.tenant, row.events]));
  for (const { client, status } of answers) expect(stored.get(`queue-${client}`) ?? 0).toBe(status === 200 ? 10_000 : 0);
});
