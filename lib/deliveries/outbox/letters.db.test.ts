import { type AddressInfo, createServer, type Socket } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction, pool } from "@/lib/platform/database";
import { dropSingleton } from "@/lib/platform/singleton";
import { useDatabase } from "@/tests/database";
import { until } from "@/tests/server-process";
import { aChannel, deliveriesOf, queueKeys } from "../fixture";
import { canMail, queueMail } from "../service";
import { startDeliveries } from "./start";

useDatabase();
let stop: () => Promise<void>;
const mails: { to: string[]; text: string }[] = [];
/** How many of the next recipients are refused, and with what. */
let answers: number[] = [];

const server = new SMTPServer({
  disabledCommands: ["STARTTLS"],
  authOptional: true,
  onAuth: ({ username, password }, _session, done) =>
    username === "costwarden" && password === "p@ss" ? done(null, { user: username }) : done(new Error("no")),
  onRcptTo: (_address, _session, done) => {
    const code = answers.shift() ?? 250;
    done(code === 250 ? null : Object.assign(new Error("not you"), { responseCode: code }));
  },
  onData: (stream, session, done) => {
    let text = "";
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    stream.on("end", () => {
      mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
      done();
    });
  },
});

function setServer(url: string): void {
  process.env.COSTWARDEN_SMTP_URL = url;
  dropSingleton("settings");
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  process.env.COSTWARDEN_DELIVERY_RETRY_MS = "20";
  process.env.COSTWARDEN_MAIL_FROM = "Costwarden <costs@example.com>";
  setServer(`smtp://costwarden:p%40ss@127.0.0.1:${port}`);
  stop = await startDeliveries();
});
afterAll(async () => {
  await stop();
  await new Promise<void>((resolve) => server.close(resolve));
});

const letter = (key: string) =>
  inTransaction((client) =>
    queueMail(client, { to: "ada@example.com", subject: "Invitation – für Ada", text: `Open https://example.com/${key}`, key }),
  );
const stateOf = async (key: string) => (await pool().query("SELECT * FROM delivery WHERE key = $1", [key])).rows[0];

test("a letter is sent through the configured server, and its words are gone from the database", async () => {
  expect(canMail()).toBe(true);
  await letter("one");
  await until(async () => (await stateOf("one")).state === "delivered");
  expect(mails.at(-1)).toMatchObject({ to: ["ada@example.com"] });
  expect(mails.at(-1)?.text).toContain("From: Costwarden <costs@example.com>");
  expect(mails.at(-1)?.text).toContain("https://example.com/one");
  expect(await stateOf("one")).toMatchObject({ message: {}, attempts: 1 });
});

test("a busy server is tried again under the same Message-ID; one that refuses the address is not", async () => {
  answers = [451, 421, 250];
  await letter("two");
  await until(async () => (await stateOf("two")).state === "delivered");
  expect(await stateOf("two")).toMatchObject({ attempts: 3 });
  expect(mails.at(-1)?.text).toMatch(/Message-ID: <msg_[0-9a-f]{32}@127\.0\.0\.1>/);
  answers = [550];
  await letter("three");
  await until(async () => (await stateOf("three")).state !== "pending");
  expect(await stateOf("three")).toMatchObject({ state: "failed", attempts: 1, last_status: 550 });
});

test("an e-mail channel writes to all of its addresses, names as plain text, threads by incident", async () => {
  const channel = await aChannel("email", { to: ["a@example.com", "b@example.com"] });
  await queueKeys(channel, ["Runaway of <b>acme</b>"], { dedupKey: "incident-7" });
  await until(async () => (await deliveriesOf(channel)).every(({ state }) => state === "delivered"));
  const mail = mails.at(-1);
  expect(mail?.to).toEqual(["a@example.com", "b@example.com"]);
  expect(mail?.text).toContain("Subject: [warning] Runaway of <b>acme</b>");
  expect(mail?.text).toContain("Content-Type: text/plain");
  expect(mail?.text).toMatch(/References: <[0-9a-f]{32}@/);
});

test("of several addresses only those are tried again that could not take it yet, under the same Message-ID", async () => {
  const channel = await aChannel("email", { to: ["a@example.com", "b@example.com", "c@example.com"] });
  const before = mails.length;
  answers = [250, 451, 550, 451, 250];
  await queueKeys(channel, ["partly"]);
  await until(async () => (await deliveriesOf(channel)).every(({ state }) => state === "delivered"));
  const got = mails.slice(before);
  expect(got.map(({ to }) => to)).toEqual([["a@example.com"], ["b@example.com"]]);
  expect(new Set(got.map(({ text }) => text.match(/^Message-ID: .*$/m)?.[0])).size).toBe(1);
  expect(await deliveriesOf(channel)).toMatchObject([{ attempts: 3 }]);
  const { rows } = await pool().query(
    "SELECT outcome, status, error FROM delivery_attempt AS a JOIN delivery AS d ON d.id = a.delivery_id WHERE d.channel_id = $1 ORDER BY number",
    [channel],
  );
  expect(rows).toMatchObject([
    { outcome: "retry", status: 451, error: "The mail server refused b@example.com, c@example.com" },
    { outcome: "retry", status: 451 },
    { outcome: "ok", status: 250 },
  ]);
});

test("a mail server that is away, or speaks nonsense, is tried again; its password is in no note", async () => {
  const nonsense = createServer((socket) =>
    socket
      .on("error", () => {})
      .resume()
      .end("HTTP/1.1 200 OK\r\n\r\n"),
  );
  await new Promise<void>((resolve) => nonsense.listen(0, "127.0.0.1", resolve));
  setServer(`smtp://costwarden:wrong-word@127.0.0.1:${(nonsense.address() as AddressInfo).port}`);
  await letter("four");
  await until(async () => ((await stateOf("four"))?.attempts ?? 0) >= 1);
  setServer("smtp://costwarden:wrong-word@127.0.0.1:1");
  await until(async () => ((await stateOf("four"))?.attempts ?? 0) >= 3);
  setServer(`smtp://costwarden:wrong-word@127.0.0.1:${(server.server.address() as AddressInfo).port}`);
  await until(async () => ((await stateOf("four"))?.attempts ?? 0) >= 5);
  const { rows } = await pool().query("SELECT * FROM delivery_attempt");
  expect(JSON.stringify(rows)).not.toContain("wrong-word");
  setServer(`smtp://costwarden:p%40ss@127.0.0.1:${(server.server.address() as AddressInfo).port}`);
  await until(async () => (await stateOf("four")).state === "delivered");
  await new Promise<void>((resolve) => nonsense.close(() => resolve()));
});

test("a mail server that takes its time with each step does not hold a letter beyond its lease", async () => {
  const open: Socket[] = [];
  const late = createServer((socket) => {
    open.push(socket.on("error", () => {}));
    const say = (line: string) => setTimeout(() => socket.write(`${line}\r\n`), 7000);
    say("220 late.example");
    socket.on("data", (data) => say(/^DATA/i.test(data.toString()) ? "354 go on" : "250 ok"));
  });
  await new Promise<void>((resolve) => late.listen(0, "127.0.0.1", resolve));
  setServer(`smtp://127.0.0.1:${(late.address() as AddressInfo).port}?ignoreTLS=true`);
  await letter("late");
  await until(async () => ((await stateOf("late"))?.attempts ?? 0) >= 1, 100_000);
  expect(await stateOf("late")).toMatchObject({ state: "pending", last_error: expect.stringContaining("ETIMEDOUT") });
  await pool().query("UPDATE delivery SET state = 'failed' WHERE key = 'late'");
  for (const socket of open) socket.destroy();
  await new Promise<void>((resolve) => late.close(() => resolve()));
});
