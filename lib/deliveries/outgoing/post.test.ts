import { type AddressInfo, createServer as createTcp } from "node:net";
import { afterEach, expect, test } from "vitest";
import { startReceiver } from "@/tests/receiver";
import { guardedLookup } from "./guarded-lookup";
import { post } from "./post";
import { retryAfterMs } from "./retry-after";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

const send = (url: string, more: Partial<Parameters<typeof post>[0]> = {}) =>
  post({ url, headers: {}, body: "{}", allowPrivate: true, timeoutMs: 30_000, ...more });

async function receive(...args: Parameters<typeof startReceiver>) {
  const receiver = await startReceiver(...args);
  open.push(receiver);
  return receiver;
}

test("a name is judged by all of its addresses, and the connection goes to just those", async () => {
  const receiver = await receive();
  const { port } = new URL(receiver.url);
  let asked = 0;
  // The second answer would lead to another host: nobody asks for it.
  const rebinding = guardedLookup(true, (_, done) =>
    done(null, [{ address: asked++ === 0 ? "127.0.0.1" : "169.254.169.254", family: 4 }]),
  );
  expect(await send(`http://receiver.example:${port}/`, { lookup: rebinding })).toMatchObject({ status: 200, text: "ok" });
  expect(asked).toBe(1);
  const mixed = guardedLookup(false, (_, done) =>
    done(null, [
      { address: "1.1.1.1", family: 4 },
      { address: "10.0.0.1", family: 4 },
    ]),
  );
  await expect(send(`http://receiver.example:${port}/`, { allowPrivate: false, lookup: mixed })).rejects.toMatchObject({
    refused: true,
    message: expect.stringContaining("10.0.0.1"),
  });
});

test("where a resolver lies, the standing connection is judged once more", async () => {
  const receiver = await receive();
  const { port } = new URL(receiver.url);
  const lying = guardedLookup(true, (_, done) => done(null, [{ address: "127.0.0.1", family: 4 }]));
  await expect(send(`http://receiver.example:${port}/`, { allowPrivate: false, lookup: lying })).rejects.toMatchObject({
    refused: true,
  });
  expect(receiver.received).toEqual([]);
});

test.each([
  "http://127.0.0.1:1/",
  "http://2130706433/",
  "http://0x7f.1/",
  "http://017700000001/",
  "http://[::1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:7f00:1]/",
  "http://169.254.169.254/latest/meta-data",
  "http://[fd00:ec2::254]/",
  "http://0/",
  "http://localhost:1/",
])("%s is refused however it is written", async (url) => {
  await expect(send(url, { allowPrivate: false })).rejects.toMatchObject({ refused: true });
});

test("no redirect is followed", async () => {
  const other = await receive();
  const receiver = await receive(() => (response) => response.writeHead(307, { location: other.url }).end());
  expect(await send(receiver.url)).toMatchObject({ status: 307 });
  expect(other.received).toEqual([]);
});

test("who never answers is left after the time, who begins to is taken at his word", async () => {
  const silent = await receive(() => () => {});
  await expect(send(silent.url, { timeoutMs: 100 })).rejects.toThrow("did not answer within 0.1 s");
  const slow = await receive(() => (response) => {
    response.writeHead(200);
    response.write("began");
  });
  expect(await send(slow.url, { timeoutMs: 2000 })).toMatchObject({ status: 200, text: "began" });
});

test("the time is that of the whole exchange: who answers late has no second one for the rest", async () => {
  const late = await receive(() => (response) => void setTimeout(() => response.writeHead(200).write("began"), 2000));
  const began = performance.now();
  expect(await send(late.url, { timeoutMs: 3000 })).toMatchObject({ status: 200, text: "began" });
  expect(performance.now() - began).toBeLessThan(4800);
});

test("a receiver that sends without end costs no more than what is kept", async () => {
  const endless = await receive(() => (response) => {
    const pour = () => {
      while (response.write("é".repeat(1000)));
      response.once("drain", pour);
    };
    pour();
  });
  const { text } = await send(endless.url);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2048);
  expect(text).toMatch(/^é+$/);
});

test("garbage, a closed port and a name that is none are told in words", async () => {
  const server = createTcp((socket) =>
    socket
      .on("error", () => {})
      .resume()
      .end("\x00\x01\x02 garbage\r\n\r\n"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
  await expect(send(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)).rejects.toThrow("not HTTP");
  await expect(send("http://127.0.0.1:1/")).rejects.toThrow("refused the connection");
  const unknown = guardedLookup(true, (_, done) => done(Object.assign(new Error(), { code: "ENOTFOUND" }), []));
  await expect(send("http://no-such.example/", { lookup: unknown })).rejects.toThrow("cannot be resolved (ENOTFOUND)");
});

test.each([
  ["5", 5000],
  ["0", 0],
  [" 120 ", 120_000],
  ["Sat, 21 Nov 2026 12:00:30 GMT", 30_000],
  ["Sat, 21 Nov 2026 11:00:00 GMT", 0],
  ["-5", null],
  ["soon", null],
  ["", null],
  [undefined, null],
  ["99999999999999999999", null],
])("Retry-After %j is %j ms", (header, expected) => {
  expect(retryAfterMs(header, Date.parse("2026-11-21T12:00:00Z"))).toBe(expected);
});
