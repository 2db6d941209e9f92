import { expect, test } from "vitest";
import { clientAddress, isSameOrigin } from "./origin";

test("a browser's request from another site is told apart from one of our own pages", () => {
  const from = (headers: Record<string, string>) => isSameOrigin(new Headers({ host: "costs.example", ...headers }));
  expect(from({ "sec-fetch-site": "same-origin" })).toBe(true);
  expect(from({ "sec-fetch-site": "same-site", origin: "http://evil.costs.example" })).toBe(false);
  expect(from({ "sec-fetch-site": "cross-site" })).toBe(false);
  expect(from({ origin: "http://costs.example" })).toBe(true);
  expect(from({ origin: "http://evil.example" })).toBe(false);
  expect(from({ origin: "null" })).toBe(false);
  expect(from({ origin: "https://public.example", "x-forwarded-host": "public.example" })).toBe(true);
  expect(from({})).toBe(true);
});

test("a caller cannot choose the address that limits count by", () => {
  const address = (forwarded: string) => clientAddress(new Headers({ "x-forwarded-for": forwarded }));
  expect(address("203.0.113.9")).toBe("203.0.113.9");
  expect(address("198.51.100.1, 203.0.113.9, 10.0.0.2, 127.0.0.1")).toBe("203.0.113.9");
  expect(address("2001:db8::1, fd00::2, ::1")).toBe("2001:db8::1");
  expect(address("192.168.1.20, ::ffff:127.0.0.1")).toBe("192.168.1.20");
  expect(address("")).toBe("unknown");
});
