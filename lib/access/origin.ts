import { settings } from "@/lib/platform/settings";

/**
 * The address the browser used: the setting where given, else what the proxy in front says,
 * else the request's own. A page of another site cannot forge these headers.
 */
export function publicOrigin(headers: Headers): string {
  const set = settings().COSTWARDEN_PUBLIC_URL;
  if (set) return new URL(set).origin;
  const protocol = headers.get("x-forwarded-proto")?.split(",")[0]?.trim() === "https" ? "https" : "http";
  const host = headers.get("x-forwarded-host")?.split(",")[0]?.trim() || headers.get("host") || "localhost";
  return `${protocol}://${host}`;
}

/** The site's address for letters: of the settings alone, since headers are the word of whoever asked. */
export function siteForMail(): string {
  const { COSTWARDEN_PUBLIC_URL: set, PORT } = settings();
  return set ? new URL(set).origin : `http://localhost:${PORT}`;
}

/**
 * Whether a request that the browser signs with its cookie comes from our own pages. Browsers
 * send Sec-Fetch-Site, older ones Origin; what sends neither is no browser and holds no
 * cookie it was not given on purpose.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("origin");
  if (origin === null) return true;
  if (!URL.canParse(origin)) return false;
  return new URL(origin).host === new URL(publicOrigin(headers)).host || new URL(origin).host === headers.get("host");
}

/** Loopback and private networks: addresses of proxies in front rather than of callers. */
const NEAR = /^(::ffff:)?(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.)|^(::1$|f[cd]|fe80:)/i;

/**
 * The caller's address, for limits and the audit log: of the hops that the forwarded header names,
 * the last one outside the own network, since anything before it is the caller's word.
 */
export function clientAddress(headers: Headers): string {
  const hops = (headers.get("x-forwarded-for") ?? "")
    .split(",")
    .map((hop) => hop.trim().slice(0, 64))
    .filter(Boolean);
  return hops.findLast((hop) => !NEAR.test(hop)) ?? hops[0] ?? "unknown";
}
