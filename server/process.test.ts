import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { Launched, type Running, sendEvent, startServer, TOKEN, until } from "@/tests/server-process";

const root = mkdtempSync(path.join(tmpdir(), "costwarden-process-"));
chmodSync(root, 0o755);
const data = path.join(root, "data");
let server: Running;

beforeAll(async () => {
  server = await startServer(data);
});
afterAll(async () => {
  server.child.kill("SIGTERM");
  await server.ended;
  rmSync(root, { recursive: true, force: true });
});

const oneSentence = /^costwarden: [^\n]+\n$/;

describe("beside a running server", () => {
  test("the first start prints a command that works as it is, and probes answer", async () => {
    const token = /Bearer (cw_[^']+)'/.exec(server.stdout)?.[1];
    const body = /-d '(\{.*\})'/.exec(server.stdout)?.[1];
    expect(server.stdout).toContain("Password ");
    const answer = await fetch(`${server.url}/ingest`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body ? { body } : {}),
    });
    expect(await answer.json()).toMatchObject({ accepted: 1, results: [{ cost_usd: "0.005615" }] });
    for (const probe of ["livez", "readyz", "metrics"]) expect((await fetch(`${server.url}/${probe}`)).status).toBe(200);
  });

  test("a second server on the same data says who has them", async () => {
    const { code, stderr } = await new Launched([], { COSTWARDEN_DATA_DIR: data, PORT: "0" }).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(oneSentence);
    expect(stderr).toContain(`already running on ${data} (process ${server.pid}`);
  });

  test("a server on other data says that the port is taken, and makes no database", async () => {
    const other = path.join(root, "other");
    const { code, stderr } = await new Launched([], { COSTWARDEN_DATA_DIR: other, PORT: new URL(server.url).port }).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(oneSentence);
    expect(stderr).toContain("is taken");
    expect(existsSync(path.join(other, "postgresql"))).toBe(false);
  });

  test("a lost password is replaced by one that is shown once", async () => {
    const reset = (...args: string[]) => new Launched(["admin", ...args], { COSTWARDEN_DATA_DIR: data }).ended;
    const done = await reset("reset-password", "Admin@Costwarden.local");
    expect(done, done.stderr).toMatchObject({ code: 0, stderr: "" });
    expect(done.stdout).toMatch(/admin@costwarden\.local[\s\S]*Password +[A-Za-z2-9]{20}\n/);
    const unknown = await reset("reset-password", "nobody@example.com");
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toMatch(oneSentence);
    expect(unknown.stderr).toContain("Admins: admin@costwarden.local");
    for (const args of [[], ["reset-password"], ["promote", "ada@example.com"], ["reset-password", "a@b.c", "more"]])
      expect(await reset(...args)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("npm run admin -- reset-password EMAIL"),
      });
  });

  test("a backup of it restores into a new installation that knows the same events and tokens", async () => {
    await sendEvent(server.url, "backed-up");
    const file = path.join(root, "ledger.backup");
    const backup = await new Launched(["backup", file], { COSTWARDEN_DATA_DIR: data }).ended;
    expect(backup, backup.stderr).toMatchObject({ code: 0 });

    const refused = await new Launched(["restore", file], { COSTWARDEN_DATA_DIR: data }).ended;
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("not empty");

    const nowhere = await new Launched(["backup", path.join(root, "no", "folder")], { COSTWARDEN_DATA_DIR: data }).ended;
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toMatch(/^costwarden: \S+ cannot be written: there is no such folder; [^\n]+\n$/);

    const target = path.join(root, "restored");
    const restored = await new Launched(["restore", file], { COSTWARDEN_DATA_DIR: target }).ended;
    expect(restored, restored.stderr).toMatchObject({ code: 0 });
    const second = await startServer(target, { COSTWARDEN_BOOTSTRAP_TOKEN: "" });
    expect(await sendEvent(second.url, "backed-up")).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(second.stdout).not.toContain("Password");
    second.child.kill("SIGTERM");
    expect((await second.ended).code).toBe(0);
  });
});

test("after kill -9 of the server, and of the database too, everything acknowledged is there", async () => {
  await sendEvent(server.url, "before-kill");
  server.child.kill("SIGKILL");
  await server.ended;
  const orphan = Number(readFileSync(path.join(data, "postgresql/postmaster.pid"), "utf8").split("\n")[0]);
  expect(() => process.kill(orphan, 0)).not.toThrow();
  server = await startServer(data);
  expect(server.stdout).not.toContain("Password");
  expect(await sendEvent(server.url, "before-kill")).toMatchObject({ accepted: 0, duplicates: 1 });

  await sendEvent(server.url, "before-second-kill");
  server.child.kill("SIGKILL");
  process.kill(Number(readFileSync(path.join(data, "postgresql/postmaster.pid"), "utf8").split("\n")[0]), "SIGKILL");
  await server.ended;
  server = await startServer(data);
  expect(await sendEvent(server.url, "before-second-kill")).toMatchObject({ accepted: 0, duplicates: 1 });
});

test("SIGTERM lets a request in flight end, takes no new one, and stops the database cleanly", async () => {
  const { hostname, port } = new URL(server.url);
  const body = JSON.stringify({
    id: "in-flight",
    tenant: "acme",
    model: "gpt-4o",
    usage: { prompt_tokens: 1, completion_tokens: 1 },
  });
  const socket = connect(Number(port), hostname);
  let answer = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    answer += text;
  });
  socket.write(
    `POST /ingest HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nexpect: 100-continue\r\n\r\n`,
  );
  await until(() => answer.includes("100 Continue"));
  socket.write(body.slice(0, 10));
  server.child.kill("SIGTERM");
  await until(() =>
    fetch(`${server.url}/livez`).then(
      () => false,
      () => true,
    ),
  );
  socket.write(body.slice(10));
  const { code } = await server.ended;
  expect(answer).toMatch(/HTTP\/1.1 200[\s\S]*"accepted":1/);
  expect(code).toBe(0);
  expect(readFileSync(`${data}/postgresql.log`, "utf8").trim()).toMatch(/database system is shut down$/);
  expect(existsSync(path.join(data, "postgresql/postmaster.pid"))).toBe(false);
  expect(existsSync(path.join(data, "lock"))).toBe(false);
});

test("instances that start at once on one empty database migrate it once and share it; another secret is refused", async () => {
  const name = `instances_${process.pid}`;
  const admin = new pg.Client(inject("databaseServer"));
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const env = {
    DATABASE_URL: inject("databaseServer").replace(/\/postgres$/, `/${name}`),
    COSTWARDEN_SECRET: "the secret of both",
  };
  const unused = path.join(root, "unused");
  const instances = await Promise.all([startServer(unused, env), startServer(unused, env)]);
  expect(instances.filter(({ stdout }) => stdout.includes("Password"))).toHaveLength(1);
  const [first, second] = instances;
  expect(await sendEvent(first.url, "shared")).toMatchObject({ accepted: 1 });
  expect(await sendEvent(second.url, "shared")).toMatchObject({ duplicates: 1 });

  const foreign = await new Launched([], { ...env, PORT: "0", COSTWARDEN_SECRET: "the secret of nobody" }).ended;
  expect(foreign.code).toBe(1);
  expect(foreign.stderr).toContain("another secret");

  for (const { child } of instances) child.kill("SIGTERM");
  for (const { ended } of instances) expect((await ended).code).toBe(0);
  expect(existsSync(unused)).toBe(false);
});

describe("what cannot be started says why in one sentence", () => {
  const start = (env: Record<string, string>) => new Launched([], { COSTWARDEN_DATA_DIR: data, PORT: "0", ...env }).ended;

  test("another secret than the data's", async () => {
    const { code, stderr } = await start({ COSTWARDEN_SECRET: "quite another secret" });
    expect(code).toBe(1);
    expect(stderr).toMatch(oneSentence);
    expect(stderr).toContain("COSTWARDEN_SECRET");
  });

  test("every setting that is wrong", async () => {
    const { code, stderr } = await start({ PORT: "http", COSTWARDEN_TIMEZONE: "Mars", COSTWARDEN_SECRET: "x" });
    expect(code).toBe(1);
    expect(stderr).toMatch(oneSentence);
    for (const name of ["PORT", "COSTWARDEN_TIMEZONE", "COSTWARDEN_SECRET"]) expect(stderr).toContain(name);
  });

  test("a database that is away", async () => {
    const { code, stderr } = await start({ DATABASE_URL: "postgresql://u:secret-word@127.0.0.1:1/ledger" });
    expect(code).toBe(1);
    expect(stderr).toMatch(oneSentence);
    expect(stderr).toContain("127.0.0.1:1/ledger");
    expect(stderr).not.toContain("secret-word");
  });

  test("data of another PostgreSQL, and damaged data, which stay as they are", async () => {
    const version = path.join(data, "postgresql/PG_VERSION");
    writeFileSync(version, "17\n");
    expect((await start({})).stderr).toContain("written by PostgreSQL 17");
    expect(readFileSync(version, "utf8")).toBe("17\n");
    writeFileSync(version, "18\n");

    const control = path.join(data, "postgresql/global/pg_control");
    const whole = readFileSync(control);
    const damaged = Buffer.from(whole).fill(7, 0, 64);
    writeFileSync(control, damaged);
    const { code, stderr } = await start({});
    expect(code).toBe(1);
    expect(stderr).toMatch(oneSentence);
    expect(stderr).toContain("damaged");
    expect(stderr).toContain("postgresql.log");
    expect(readFileSync(control).equals(damaged)).toBe(true);
    writeFileSync(control, whole);
  });
});
