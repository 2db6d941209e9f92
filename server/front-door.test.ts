import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createFrontDoor } from "./front-door";

let server: Server;
beforeAll(async () => {
  server = createServer(createFrontDoor({ next: (_, response) => response.writeHead(204).end() }).listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => void server.close());

const ask = (path: string) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);

test.each(["/api/v1/tenants/%E0%A4%A", "/api/v1/tenants/%00", "/%zz"])(
  "an address whose escapes are no text is refused before anybody reads it: %s",
  async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(await answer.json()).toMatchObject({ code: "bad_request", request_id: expect.any(String) });
  },
);

test.each(["/api/v1/tenants/caf%C3%A9%2Fbar", "/explore?tenant=%"])("one that is text goes on: %s", async (path) => {
  expect((await ask(path)).status).toBe(204);
});
