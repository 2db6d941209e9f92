import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { config, proxy } from "@/proxy";

const page = { accept: "text/html" };
const ask = (path: string, headers: Record<string, string> = page) =>
  proxy(new NextRequest(`http://costs.example${path}`, { headers }));

test("a page's scripts run only with the nonce of its own request", () => {
  const policies = ["/", "/"].map((path) => ask(path, { ...page, cookie: "costwarden.session=x" }));
  const nonces = policies.map((answer) => /'nonce-([^']+)'/.exec(answer.headers.get("content-security-policy") ?? "")?.[1]);
  expect(nonces[0]).toHaveLength(24);
  expect(nonces[0]).not.toBe(nonces[1]);
  for (const [index, answer] of policies.entries()) {
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(/script-src[^;]*/.exec(policy)?.[0]).not.toContain("unsafe-inline");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(answer.headers.get("x-middleware-request-x-nonce")).toBe(nonces[index]);
    expect(answer.headers.get("x-middleware-request-content-security-policy")).toBe(policy);
  }
});

test("who has no session is led to sign-in and back", () => {
  const answer = ask("/explore?group_by=tenant&from=a%20b");
  expect(answer.status).toBe(307);
  expect(answer.headers.get("location")).toBe(
    `http://costs.example/sign-in?callbackUrl=${encodeURIComponent("/explore?group_by=tenant&from=a%20b")}`,
  );
  for (const path of ["/sign-in", "/reset", "/reset/abc", "/invitation/abc"]) expect(ask(path).status, path).toBe(200);
  expect(ask("/resets").status).toBe(307);
  expect(ask("/explore", { accept: "*/*" }).status).toBe(200);
  expect(ask("/explore", { ...page, cookie: "__Secure-costwarden.session=x" }).status).toBe(200);
});

test("browsers are held to https only where they came by it", () => {
  expect(ask("/").headers.get("strict-transport-security")).toBeNull();
  expect(ask("/", { ...page, "x-forwarded-proto": "https" }).headers.get("strict-transport-security")).toContain("max-age=");
  process.env.COSTWARDEN_PUBLIC_URL = "https://costs.example";
  expect(ask("/").headers.get("strict-transport-security")).toContain("max-age=");
  delete process.env.COSTWARDEN_PUBLIC_URL;
});

test("the doors of the API do not pass through it", () => {
  const matches = (path: string) => new RegExp(`^${config.matcher[0]}$`).test(path);
  for (const path of ["/", "/sign-in", "/explore", "/events/abc", "/ingestion"]) expect(matches(path), path).toBe(true);
  for (const path of [
    "/ingest",
    "/api/v1/spend",
    "/api/v1/ingest",
    "/v1/traces",
    "/livez",
    "/readyz",
    "/metrics",
    "/_next/static/a.js",
  ])
    expect(matches(path), path).toBe(false);
});
